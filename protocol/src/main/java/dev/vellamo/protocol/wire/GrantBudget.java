package dev.vellamo.protocol.wire;

/**
 * How much credit each stream of a connection gets, so that readers that stand still never hold more than half of the
 * connection's window together, but for one message each.
 *
 * <p>Every stream has {@code floor} for good; the floors of all streams that can be open are at most a quarter of the window
 * ({@link WireSettings}). A second quarter is shared: a stream gets half of what the others leave of it. So one busy stream
 * among many idle ones gets a large window, a thousand busy ones get equal small ones, and one that stands still keeps what
 * it has and gets no more.
 */
final class GrantBudget {
    private final int floorBytes;
    private final int maxWindowBytes;
    private final long sharedBytes;
    private long usedBytes;

    GrantBudget(WireSettings settings) {
        floorBytes = settings.limits().streamCreditBytes();
        maxWindowBytes = settings.streamWindowBytes();
        sharedBytes = settings.limits().connectionCreditBytes() / 4;
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
        return share;
    }

    /** The window that a stream may have now. */
    long window(long share) {
        long left = Math.max(0, sharedBytes - (usedBytes - share));
        return Math.min(maxWindowBytes, floorBytes + left / 2);
    }

    long usedBytes() {
        return usedBytes;
    }
}
