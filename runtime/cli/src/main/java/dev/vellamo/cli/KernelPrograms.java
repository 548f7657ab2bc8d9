package dev.vellamo.cli;

import java.nio.file.Path;

/**
 * What needs a kernel or its store on the class path. The command line itself has neither; whoever has them brings this. Each
 * returns the exit code.
 */
public interface KernelPrograms {

    /** Runs a cluster in the foreground; returns once it has ended. */
    int run(RunOptions options);

    /** Shows what a home keeps. */
    int inspect(InspectOptions options);

    /** Checks what a home keeps. */
    int checkStore(Path home);
}
