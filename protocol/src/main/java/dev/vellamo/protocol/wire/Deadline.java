package dev.vellamo.protocol.wire;

/** A time that is left, and begins to run at the first tick after it was made. So it ends at most one tick late. */
final class Deadline {
    private static final long NANOS_A_MILLI = 1_000_000;

    private final long millis;
    private long startNanos;
    private boolean running;

    /** This much; 0 if there is no deadline. */
    Deadline(long millis) {
        this.millis = millis;
    }

    boolean hasPassed(long nowNanos) {
        if (!running) {
            running = true;
            startNanos = nowNanos;
        }
        return millis != 0 && nowNanos - startNanos >= millis * NANOS_A_MILLI;
    }

    @Override
    public String toString() {
        return millis + " ms";
    }
}
