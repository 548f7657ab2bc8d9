package dev.vellamo.protocol.wire;

import java.util.ArrayDeque;
import java.util.List;

/** The direction of a stream in which this side sends: what waits to be written, and what may be. */
final class SendingHalf {
    /** What a message that waits costs beside its bytes: objects, and the time to collect them if a thousand streams wait. */
    private static final int QUEUE_COST = 256;

    private final SendCredit credit;
    private final SendQueues queues;
    /** What waits to be written: of this list what {@code next} and those after it are, and then all others. */
    private List<Payload> first = List.of();

    private int next;
    private final ArrayDeque<List<Payload>> others = new ArrayDeque<>();

    private long queuedBytes;
    /** How much of the first message in the queue is written. */
    private int offset;
    /** What was charged for the first message and is not written; 0 if it has not begun. */
    private long owed;

    private boolean toldToWait;
    private boolean closing;
    private boolean ended;

    SendingHalf(long creditBytes, SendQueues queues) {
        credit = new SendCredit(creditBytes);
        this.queues = queues;
    }

    /**
     * Adds messages.
     *
     * @param messages nobody changes the list any more
     * @param bytes what they have together
     */
    Sent add(List<Payload> messages, long bytes) {
        if (closing || ended) {
            return Sent.ENDED;
        }
        if (isEmpty()) {
            first = messages;
            next = 0;
        } else if (!messages.isEmpty()) {
            others.add(messages);
        }
        count(bytes + (long) messages.size() * QUEUE_COST);
        toldToWait = queuedBytes >= queues.limitBytes();
        return toldToWait ? Sent.FULL : Sent.MORE;
    }

    private boolean isEmpty() {
        return next == first.size();
    }

    /** Close once everything that waits is written. */
    void close() {
        closing = true;
    }

    /** Returns false if there cannot be such a total. */
    boolean grant(long total) {
        return ended || credit.grant(total);
    }

    boolean isInsideMessage() {
        return owed > 0;
    }

    /** Whether there is something to write, if the connection's credit allows. */
    boolean isReady() {
        return !ended && (isEmpty() ? closing : owed > 0 || credit.isOpen());
    }

    /** Whether all that is left is to say that this direction ends. */
    boolean isAtItsClose() {
        return closing && !ended && isEmpty();
    }

    boolean hasEnded() {
        return ended;
    }

    boolean isClosing() {
        return closing;
    }

    /**
     * Writes frames: one, and more until they cost {@code bytes}, the output is full, or no further one may follow.
     *
     * @return what they cost
     */
    int write(long id, WireLimits theirs, SendCredit connection, FrameEncoder encoder, FrameOutput output, int bytes) {
        int written = 0;
        do {
            written += writeFrame(id, theirs, connection, encoder, output);
        } while (written < bytes
                && !output.isFull()
                && !isEmpty()
                && (owed > 0 || (credit.isOpen() && connection.isOpen())));
        return written;
    }

    private int writeFrame(
            long id, WireLimits theirs, SendCredit connection, FrameEncoder encoder, FrameOutput output) {
        Payload message = first.get(next);
        if (owed == 0) {
            owed = theirs.chargeOf(message.length());
            credit.charge(owed);
            connection.charge(owed);
        }
        int length = Math.min(message.length() - offset, theirs.maxFrameBytes());
        boolean more = offset + length < message.length();
        Bytes bytes = message.bytes();
        encoder.data(id, more, message.form(), bytes.array(), bytes.offset() + offset, length, output);
        int cost = length + WireLimits.HEADER_BYTES;
        owed -= cost;
        offset = more ? offset + length : 0;
        if (!more) {
            count(-message.length() - QUEUE_COST);
            next++;
            if (isEmpty()) {
                nextList();
            }
        }
        return cost;
    }

    private void nextList() {
        List<Payload> following = others.poll();
        first = following == null ? List.of() : following;
        next = 0;
    }

    /** Whether there is room again for one who was told to wait. Says so once. */
    boolean takeRoom() {
        boolean room = toldToWait && queuedBytes <= queues.limitBytes() / 2 && !closing && !ended;
        toldToWait &= !room;
        return room;
    }

    boolean hasRoom() {
        return !toldToWait && !closing && !ended;
    }

    /** Drops what waits. What was charged for it and never went out is given back to the connection. */
    void end(SendCredit connection) {
        ended = true;
        others.clear();
        nextList();
        count(-queuedBytes);
        connection.refund(owed);
        owed = 0;
    }

    private void count(long bytes) {
        queuedBytes += bytes;
        queues.add(bytes);
    }

    long queuedBytes() {
        return queuedBytes;
    }

    SendCredit credit() {
        return credit;
    }
}
