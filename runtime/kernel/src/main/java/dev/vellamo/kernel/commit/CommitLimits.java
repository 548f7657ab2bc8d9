package dev.vellamo.kernel.commit;

import java.time.Duration;

/**
 * When a commit begins, and when the kernel waits for it.
 *
 * @param linger how long rows that nobody waits for may differ from the disk before a commit begins: what comes and goes
 *     meanwhile is never written
 * @param rowsAtOnce with so many rows that differ a commit begins at once: one transaction stays short
 * @param maxRows with so many rows that differ nothing more is applied until the next commit begins, which is when the one
 *     that runs has ended: a row in memory is a kilobyte or so, and all of them are lost with the process
 * @param maxLeaving the same for what waits to leave the kernel
 */
public record CommitLimits(Duration linger, int rowsAtOnce, int maxRows, int maxLeaving) {

    /** A linger far below what a person notices; rows as SQLite writes in some 10 ms; at most some 100 MB waiting. */
    public static final CommitLimits DEFAULT = new CommitLimits(Duration.ofMillis(20), 5_000, 100_000, 100_000);

    public CommitLimits {
        if (linger.isNegative()) {
            throw new IllegalArgumentException("linger " + linger + " is less than 0");
        }
        requirePositive(rowsAtOnce, "rowsAtOnce");
        requirePositive(maxRows, "maxRows");
        requirePositive(maxLeaving, "maxLeaving");
    }

    private static void requirePositive(int value, String name) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " " + value + " is less than 1");
        }
    }

    /** How urgent a commit is; the later, the more. */
    enum Need {
        /** Nothing differs from the disk, and nothing waits. */
        NONE,
        /** Something differs, and nobody waits for it. */
        SOON,
        /** Somebody waits, or much differs. */
        NOW;

        boolean isMoreThan(Need other) {
            return compareTo(other) > 0;
        }
    }

    /**
     * How urgent a commit is.
     *
     * @param rows that differ from the disk
     * @param leaving how much waits to leave
     */
    Need need(int rows, int leaving) {
        if (leaving > 0 || rows >= rowsAtOnce || isFull(rows, leaving)) {
            return Need.NOW;
        }
        return rows > 0 ? Need.SOON : Need.NONE;
    }

    /** Nanoseconds until the commit begins, if it was needed for {@code sinceNanos}; negative if nothing is needed. */
    long delayNanos(Need need, long sinceNanos) {
        return switch (need) {
            case NONE -> -1;
            case SOON -> Math.max(0, linger.toNanos() - sinceNanos);
            case NOW -> 0;
        };
    }

    /** Whether nothing more is to be applied before the next commit has begun. */
    boolean isFull(int rows, int leaving) {
        return rows >= maxRows || leaving >= maxLeaving;
    }
}
