package dev.vellamo.vm.process;

/**
 * How many lines a guest may write into the log: so many in each second. Not safe for use by several threads.
 */
final class LineRate {

    private static final long SECOND_NS = 1_000_000_000L;

    private final int linesPerSecond;
    private long windowStartNs;
    private int passed;
    private long leftOut;

    LineRate(int linesPerSecond, long nowNs) {
        this.linesPerSecond = linesPerSecond;
        this.windowStartNs = nowNs;
    }

    /** Whether a line may pass now; one that may not is counted. */
    boolean passes(long nowNs) {
        if (nowNs - windowStartNs >= SECOND_NS) {
            windowStartNs = nowNs;
            passed = 0;
        }
        if (passed < linesPerSecond) {
            passed++;
            return true;
        }
        leftOut++;
        return false;
    }

    /** How many lines were left out since this was asked last. */
    long takeLeftOut() {
        var count = leftOut;
        leftOut = 0;
        return count;
    }
}
