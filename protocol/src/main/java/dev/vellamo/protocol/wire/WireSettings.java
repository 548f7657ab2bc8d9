package dev.vellamo.protocol.wire;

/**
 * How one end of a connection behaves. What the other side has to know of it is in {@code limits}.
 *
 * @param limits what the other side may send
 * @param maxOwnStreams most streams that this side has open at once; the other side's hello may allow fewer
 * @param streamWindowBytes the most credit that one stream is given while its reader keeps up
 * @param sendQueueBytes how much one stream may have waiting to be written before it is told to wait; a message counts with
 *     256 bytes more than it has
 * @param connectionQueueBytes how much all streams together may have waiting: the less of it is left, the less of its queue
 *     one stream has before it is told to wait, down to 64 KiB
 */
public record WireSettings(
        WireLimits limits,
        int maxOwnStreams,
        int streamWindowBytes,
        int sendQueueBytes,
        long connectionQueueBytes,
        WireTiming timing) {

    /**
     * <ul>
     *   <li>72 MiB for the connection: a ninth is the first credit of all streams, and what that leaves of half of it
     *       gives each of a thousand busy streams a window of 32 KiB, and so a grant for every 16 KiB.
     *   <li>A window of 2 MiB for one stream keeps a Unix socket full at every message size, beside what it holds itself.
     *   <li>A queue of 512 KiB is a few long messages ahead of the writer, so that a sender is not woken for each of them;
     *       as each costs 256 bytes more, it is 1,600 short ones.
     *   <li>64 MiB for the queues of all streams: ten busy ones have nearly all of theirs, 128 half, a thousand 64 KiB.
     * </ul>
     */
    public static final WireSettings DEFAULT = new WireSettings(
            WireLimits.DEFAULT.withConnectionCreditBytes(72L << 20),
            1_024,
            2 << 20,
            512 << 10,
            64L << 20,
            WireTiming.DEFAULT);

    public WireSettings {
        long first = firstCreditBytes(limits, maxOwnStreams);
        if (maxOwnStreams < 0
                || sendQueueBytes < 1
                || connectionQueueBytes < 1
                || streamWindowBytes < limits.streamCreditBytes()) {
            throw new IllegalArgumentException("maxOwnStreams is " + maxOwnStreams + ", sendQueueBytes "
                    + sendQueueBytes + ", connectionQueueBytes " + connectionQueueBytes + " and streamWindowBytes "
                    + streamWindowBytes + "; these are at least 0, 1, 1 and streamCreditBytes");
        }
        if (first > limits.connectionCreditBytes() / 4) {
            throw new IllegalArgumentException("the first credit of all streams (" + first
                    + " bytes) is more than a quarter of the connection's window (" + limits.connectionCreditBytes()
                    + " bytes): readers that stand still could stop the others");
        }
    }

    private static long firstCreditBytes(WireLimits limits, int maxOwnStreams) {
        return limits.streamCreditBytes() * ((long) limits.maxStreams() + maxOwnStreams);
    }

    /** The first credit of all streams that can be open, together. */
    long firstCreditBytes() {
        return firstCreditBytes(limits, maxOwnStreams);
    }

    public WireSettings withLimits(WireLimits other) {
        return new WireSettings(other, maxOwnStreams, streamWindowBytes, sendQueueBytes, connectionQueueBytes, timing);
    }

    public WireSettings withTiming(WireTiming other) {
        return new WireSettings(limits, maxOwnStreams, streamWindowBytes, sendQueueBytes, connectionQueueBytes, other);
    }
}
