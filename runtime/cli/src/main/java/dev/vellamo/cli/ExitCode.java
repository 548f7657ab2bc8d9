package dev.vellamo.cli;

/** What {@code vellamo} tells the shell. Scripts depend on these numbers: they never change. */
public final class ExitCode {

    public static final int DONE = 0;

    /** What was asked for failed. */
    public static final int FAILED = 1;

    /** The command line or the config cannot be understood. */
    public static final int USAGE = 2;

    /** The launch failed; everything it had acquired was released. */
    public static final int ROLLED_BACK = 4;

    /** The store of a home cannot be used: another kernel uses it, it is damaged or full, or may not be written. */
    public static final int STORE = 5;

    private static final int SIGNALLED = 128;

    private ExitCode() {}

    /** Ended by a signal: 130 for SIGINT (2), 143 for SIGTERM (15), as shells have it. */
    public static int ofSignal(int number) {
        return SIGNALLED + number;
    }
}
