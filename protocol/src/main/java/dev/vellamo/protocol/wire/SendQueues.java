package dev.vellamo.protocol.wire;

/**
 * What all streams of a connection have waiting to be written, and so how much one of them may have. Alone or among a few it
 * is enough for its sender to work ahead of the writer; the more waits already, the less it is, so that the memory they take
 * together is bounded, as the windows bound what the other side has to hold. It becomes less little by little: those that are
 * equally busy have equal queues, and so none of them gets longer turns than others.
 *
 * <p>All together have at most {@code connectionQueueBytes}, and {@link #LEAST_BYTES} and what was sent at once for each stream.
 */
final class SendQueues {

    /** What a stream may always have waiting: a few turns ahead of the writer. */
    static final int LEAST_BYTES = 64 << 10;

    private final int mostBytes;
    private final int leastBytes;
    private final long togetherBytes;
    private long waitingBytes;

    SendQueues(WireSettings settings) {
        mostBytes = settings.sendQueueBytes();
        leastBytes = Math.min(LEAST_BYTES, mostBytes);
        togetherBytes = settings.connectionQueueBytes();
    }

    /** Messages wait, or wait no more if {@code bytes} is negative. */
    void add(long bytes) {
        waitingBytes += bytes;
    }

    /** With how much waiting a stream is told to wait now. */
    int limitBytes() {
        long left = Math.max(0, togetherBytes - waitingBytes);
        return Math.max(leastBytes, (int) (mostBytes * ((double) left / togetherBytes)));
    }

    long waitingBytes() {
        return waitingBytes;
    }
}
