package dev.vellamo.protocol.wire;

/**
 * What may be sent: totals of bytes since the opening, of one stream or of a whole connection.
 *
 * <p>A whole message is charged when its first byte goes out, and it may begin while anything at all is left. So the total is
 * exceeded by at most one message, and no message is too large for its window.
 *
 * <p>Mutable and confined to whoever sends: it changes with every message, five million times a second.
 */
public final class SendCredit {
    private long granted;
    private long charged;

    public SendCredit(long granted) {
        this.granted = granted;
    }

    /** The same, to count on apart from this. */
    public SendCredit copy() {
        var copy = new SendCredit(granted);
        copy.charged = charged;
        return copy;
    }

    /** Whether a message may begin. */
    public boolean isOpen() {
        return charged < granted;
    }

    /** Returns false if the total cannot be: it is less than before, or does not fit 63 bits. */
    public boolean grant(long total) {
        if (total < granted) {
            return false;
        }
        granted = total;
        return true;
    }

    public void charge(long bytes) {
        charged += bytes;
    }

    /** What was charged for a message that ended early and never went out. */
    public void refund(long bytes) {
        charged -= bytes;
    }

    public long granted() {
        return granted;
    }

    public long charged() {
        return charged;
    }
}
