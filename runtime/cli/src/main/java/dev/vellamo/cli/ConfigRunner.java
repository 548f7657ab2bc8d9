package dev.vellamo.cli;

/** Runs a cluster in the foreground. The command line itself has no kernel; whoever has one brings this. */
@FunctionalInterface
public interface ConfigRunner {

    /** Returns the exit code once the cluster has ended. */
    int run(RunOptions options);
}
