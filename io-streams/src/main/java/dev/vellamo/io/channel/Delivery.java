package dev.vellamo.io.channel;

import java.util.Optional;

/**
 * What was given to a receiver and not yet consumed by it.
 *
 * @param index of its first unit, counted from the session's first
 * @param units empty exactly if it is the end
 */
record Delivery(SessionState session, long index, UnitBatch units, boolean isEnd) {

    /** What the channel keeps of a session whose end nobody has consumed; so many short sessions reach the limit too. */
    static final int END_COST_BYTES = 256;

    long cost() {
        return isEnd ? END_COST_BYTES : units.totalCost();
    }

    ReceivedUnits withReceipt(long receipt) {
        return new ReceivedUnits(
                session.id(),
                session.peer(),
                units.asList(),
                isEnd,
                isEnd ? session.failure() : Optional.empty(),
                receipt);
    }
}
