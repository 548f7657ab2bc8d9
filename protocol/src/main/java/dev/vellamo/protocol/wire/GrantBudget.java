package dev.vellamo.protocol.wire;

/**
 * How much credit each stream of a connection gets, so that readers that stand still never hold more than half of the
 * connection's window together, but for one message each.
 *
 * <p>Every stream has {@code floor} for good; the floors of all streams that can be open are at most a quarter of the window
 * ({@link WireSettings}). What they leave of half of the window is shared among the streams that have more than the floor:
 * each gets an equal part, as if there were one more, and at most half of what the others leave. So one busy stream among many
 * idle ones gets a large window, a thousand busy ones get equal small ones, one that stands still keeps what it has and gets
 * no more, and there is always something left for one that comes later.
 *
 * <p>What a stream gets beyond the floor is no more than what it has used up so far: those that begin together grow together,
 * and one that is soon over never gets a large window.
 */
final class GrantBudget {
    private final int floorBytes;
    private final int maxWindowBytes;
    private final long sharedBytes;
    private long usedBytes;
    /** Streams that have more than the floor. */
    private int sharers;

    GrantBudget(WireSettings settings) {
        floorBytes = settings.limits().streamCreditBytes();
        maxWindowBytes = settings.streamWindowBytes();
        sharedBytes = settings.limits().connectionCreditBytes() / 2 - settings.firstCreditBytes();
    }

    int floorBytes() {
        return floorBytes;
    }

    /**
     * A stream is exposed to more or to less.
     *
     * @param shareBefore what this returned for the stream the last time, 0 at first
     * @return the stream's share now
     */
    long share(long exposedBytes, long shareBefore) {
        long share = Math.max(0, exposedBytes - floorBytes);
        usedBytes += share - shareBefore;
        sharers += Long.signum(share) - Long.signum(shareBefore);
        return share;
    }

    long usedBytes() {
        return usedBytes;
    }

    /** The window that a stream may have now which has this share and has used up this much since it was opened. */
    long window(long share, long consumedBytes) {
        int others = sharers - Long.signum(share);
        long equal = sharedBytes / (others + 2L);
        long left = Math.max(0, sharedBytes - (usedBytes - share));
        return Math.min(maxWindowBytes, floorBytes + Math.min(consumedBytes, Math.min(equal, left / 2)));
    }
}
