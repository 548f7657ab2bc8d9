package dev.vellamo.protocol.wire;

import org.jspecify.annotations.Nullable;

/** The direction of a stream in which the other side sends. */
final class ReceivingHalf {

    private enum State {
        /** Messages are delivered. */
        OPEN,
        /** Nothing is wanted any more; what comes is dropped until the other side has closed. */
        CANCELLED,
        /** The other side sends no more, or is not listened to. */
        ENDED
    }

    private final ReceiveCredit credit;
    private @Nullable Assembly assembly;
    private int messageBytes;
    private State state = State.OPEN;

    /** What {@link GrantBudget} counts for this stream. */
    private long share;
    /** A grant is to be written. */
    boolean creditDue;

    ReceivingHalf(long creditBytes) {
        credit = new ReceiveCredit(creditBytes);
    }

    /**
     * Counts a frame of Data.
     *
     * @return what is wrong with it, or {@code null}
     */
    @Nullable
    WireFault receive(int charge, int maxMessageBytes) {
        if (state == State.ENDED) {
            return new WireFault(WireError.STREAM_CLOSED, "data came after the close");
        }
        if (messageBytes == 0 && credit.isSpent()) {
            return new WireFault(
                    WireError.FLOW_CONTROL,
                    "a message began after " + credit.received() + " bytes, and " + credit.granted() + " were granted");
        }
        if (messageBytes + charge > maxMessageBytes) {
            return new WireFault(
                    WireError.TOO_LARGE, "a message has more than " + maxMessageBytes + " bytes, headers included");
        }
        messageBytes += charge;
        credit.receive(charge);
        return null;
    }

    /** Keeps a part of a message. */
    void keep(byte[] array, int offset, int length) {
        if (assembly == null) {
            assembly = new Assembly();
        }
        assembly.add(array, offset, length);
    }

    /** What was kept of the message that is now whole, or {@code null} if all of it came in one frame. */
    @Nullable
    Assembly kept() {
        return assembly != null && assembly.length() > 0 ? assembly : null;
    }

    /** Returns what the message that is now whole costs. */
    int takeMessageBytes() {
        int bytes = messageBytes;
        messageBytes = 0;
        return bytes;
    }

    boolean isInsideMessage() {
        return messageBytes > 0;
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    boolean isCancelled() {
        return state == State.CANCELLED;
    }

    boolean hasEnded() {
        return state == State.ENDED;
    }

    /** Returns what was kept of a message that will never be whole, in bytes that are used up now. */
    int cancel() {
        return stop(State.CANCELLED);
    }

    /** As {@link #cancel}, because the other side sends no more. */
    int end() {
        return stop(State.ENDED);
    }

    private int stop(State next) {
        state = next;
        creditDue = false;
        assembly = null;
        int dropped = takeMessageBytes();
        credit.consume(dropped);
        return dropped;
    }

    /** Notes what the stream may make this side hold. */
    void count(GrantBudget budget) {
        share = budget.share(state == State.OPEN ? credit.exposed() : credit.held(), share);
    }

    /**
     * Grants what the budget allows, if that is worth a frame: half of the window.
     *
     * @return whether a grant is to be written that was not to be written before
     */
    boolean refill(GrantBudget budget) {
        long window = budget.window(share, credit.consumed());
        long grant = credit.grantable(window);
        if (state != State.OPEN || grant < (window + 1) / 2) {
            return false;
        }
        boolean first = !creditDue;
        credit.grant(grant);
        creditDue = true;
        count(budget);
        return first;
    }

    ReceiveCredit credit() {
        return credit;
    }
}
