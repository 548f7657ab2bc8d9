package dev.vellamo.io.channel;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The units that a channel holds, those that wait for them, and what all of it costs.
 *
 * <p>With one client at a time the oldest session comes first, so that its end comes before the next one's units;
 * with many the sessions that have something take turns.
 *
 * <p>Invariant: {@code bufferedBytes} is the cost of what is queued, delivered and not consumed, and incomplete.
 */
final class Inbox {

    /** Enough for every vat of a large subcluster to wait; a request more than this is a loop that does not wait. */
    static final int MAX_WAITING = 4096;

    private final boolean takingTurns;
    private final TreeMap<Long, SessionState> ready = new TreeMap<>();
    private final ArrayDeque<Waiter> waiting = new ArrayDeque<>();
    private final Map<Long, Delivery> outstanding = new HashMap<>();
    private boolean readerWaits;
    private long bufferedBytes;
    private long lastServed;
    private long nextReceipt = 1;

    Inbox(ChannelSettings.Clients clients) {
        takingTurns = clients == ChannelSettings.Clients.MANY;
    }

    long bufferedBytes() {
        return bufferedBytes;
    }

    /** The session that something was last delivered of; 0 if nothing ever was. */
    long lastServed() {
        return lastServed;
    }

    boolean isReaderWaiting() {
        return readerWaits;
    }

    boolean isFullOfWaiters() {
        return waiting.size() >= MAX_WAITING;
    }

    /** Whether nothing that a receiver could do would make room. */
    boolean hasNothingToConsume() {
        return ready.isEmpty() && outstanding.isEmpty();
    }

    void await(Waiter waiter) {
        waiting.addLast(waiter);
        readerWaits |= waiter instanceof Waiter.Reader;
    }

    void add(SessionState session, Decoded decoded) {
        bufferedBytes += decoded.units().totalCost() + decoded.partialBytes() - session.partialBytes();
        session.add(decoded.units(), decoded.partialBytes());
        offer(session);
    }

    /** @param isHeard whether anybody is to learn of the end */
    void endInput(SessionState session, Optional<SessionFailure> why, boolean isHeard) {
        bufferedBytes += (isHeard ? Delivery.END_COST_BYTES : 0) - session.partialBytes();
        session.endInput(why, isHeard);
        offer(session);
    }

    /** Forgets the incomplete unit of a session that is about to be cut. */
    void dropPartial(SessionState session) {
        bufferedBytes -= session.partialBytes();
        session.dropPartial();
    }

    /** Gives what there is to those who wait, in their order. */
    void deliver(List<ChannelAction> actions) {
        while (!waiting.isEmpty() && !ready.isEmpty()) {
            var session = nextSession();
            var waiter = waiting.removeFirst();
            readerWaits &= !(waiter instanceof Waiter.Reader);
            lastServed = session.id();
            var delivery = session.next(waiter.maxUnits());
            if (!session.hasSomethingToDeliver()) {
                ready.remove(session.id());
            }
            long receipt = nextReceipt++;
            outstanding.put(receipt, delivery);
            actions.add(waiter.answer(delivery.withReceipt(receipt)));
        }
    }

    /** The session of what was consumed; empty if there is no such receipt (any more). */
    Optional<SessionState> consumed(long receipt) {
        var delivery = outstanding.remove(receipt);
        if (delivery == null) {
            return Optional.empty();
        }
        bufferedBytes -= delivery.cost();
        delivery.session().consumed();
        return Optional.of(delivery.session());
    }

    /** What was delivered is to be delivered once more, before anything later of its session. */
    void takeBack(long receipt) {
        var delivery = outstanding.remove(receipt);
        if (delivery != null) {
            delivery.session().takeBack(delivery);
            offer(delivery.session());
        }
    }

    /** Nothing is delivered any more. */
    void close(String message, List<ChannelAction> actions) {
        waiting.forEach(waiter -> actions.add(waiter.closed(message)));
        waiting.clear();
        readerWaits = false;
        ready.clear();
        outstanding.clear();
    }

    private void offer(SessionState session) {
        if (session.hasSomethingToDeliver()) {
            ready.put(session.id(), session);
        }
    }

    private SessionState nextSession() {
        var next = takingTurns ? ready.higherEntry(lastServed) : null;
        return (next == null ? ready.firstEntry() : next).getValue();
    }
}
