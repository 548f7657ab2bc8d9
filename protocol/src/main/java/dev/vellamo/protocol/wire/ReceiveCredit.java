package dev.vellamo.protocol.wire;

/**
 * What the other side may send, what it sent, and how much of that is used up: totals of bytes since the opening.
 *
 * <p>Invariant: {@code 0 <= consumed <= received}, and {@code received} exceeds {@code granted} by less than one message.
 *
 * <p>Mutable and confined to whoever receives, like {@link SendCredit}.
 */
public final class ReceiveCredit {
    private long granted;
    private long received;
    private long consumed;

    public ReceiveCredit(long granted) {
        this.granted = granted;
    }

    /** Whether a message that begins now was not allowed to. */
    public boolean isSpent() {
        return received >= granted;
    }

    /** Whether this much fits, if one message may exceed what was granted. */
    public boolean fits(long bytes, long maxMessageBytes) {
        return received + bytes <= granted + maxMessageBytes;
    }

    public void receive(long bytes) {
        received += bytes;
    }

    public void consume(long bytes) {
        if (bytes < 0 || bytes > held()) {
            throw new IllegalArgumentException(
                    bytes + " bytes are said to be used up, of " + held() + " that are there");
        }
        consumed += bytes;
    }

    /** What came and is not used up. */
    public long held() {
        return received - consumed;
    }

    /** What the other side may make this side hold, by what it was granted so far. */
    public long exposed() {
        return Math.max(granted, received) - consumed;
    }

    /** What the other side may still send. */
    public long left() {
        return Math.max(0, granted - received);
    }

    /** What a grant adds that leaves a window of this size open beyond what is used up. Not negative. */
    public long grantable(long window) {
        return Math.max(0, consumed + window - granted);
    }

    public void grant(long bytes) {
        granted += bytes;
    }

    public long granted() {
        return granted;
    }

    public long received() {
        return received;
    }

    long consumed() {
        return consumed;
    }
}
