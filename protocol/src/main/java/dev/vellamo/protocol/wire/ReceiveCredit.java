package dev.vellamo.protocol.wire;

/**
 * What the other side may send, what it sent, and how much of that is used up: totals of bytes since the opening.
 *
 * <p>Invariant: {@code 0 <= consumed <= received}, and {@code received} exceeds {@code granted} by less than one message.
 *
 * <p>Mutable and confined to its connection, like {@link SendCredit}.
 */
final class ReceiveCredit {
    private long granted;
    private long received;
    private long consumed;

    ReceiveCredit(long granted) {
        this.granted = granted;
    }

    /** Whether a message that begins now was not allowed to. */
    boolean isSpent() {
        return received >= granted;
    }

    /** Whether this much fits, if one message may exceed what was granted. */
    boolean fits(long bytes, long maxMessageBytes) {
        return received + bytes <= granted + maxMessageBytes;
    }

    void receive(long bytes) {
        received += bytes;
    }

    void consume(long bytes) {
        if (bytes < 0 || bytes > held()) {
            throw new IllegalArgumentException(
                    bytes + " bytes are said to be used up, of " + held() + " that are there");
        }
        consumed += bytes;
    }

    /** What came and is not used up. */
    long held() {
        return received - consumed;
    }

    /** What the other side may make this side hold, by what it was granted so far. */
    long exposed() {
        return Math.max(granted, received) - consumed;
    }

    /** What the other side may still send. */
    long left() {
        return Math.max(0, granted - received);
    }

    /** What a grant adds that leaves a window of this size open beyond what is used up. Not negative. */
    long grantable(long window) {
        return Math.max(0, consumed + window - granted);
    }

    void grant(long bytes) {
        granted += bytes;
    }

    long granted() {
        return granted;
    }

    long received() {
        return received;
    }

    long consumed() {
        return consumed;
    }
}
