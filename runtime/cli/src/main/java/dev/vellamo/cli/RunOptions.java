package dev.vellamo.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What {@code vellamo run} was asked to do.
 *
 * @param config the cluster config's file, as it was written
 * @param json one JSON object a line instead of text for people
 * @param launchDeadline for all steps of the launch together; empty: the kernel's default
 * @param home where the state is kept; empty: nowhere, and it ends with the run
 * @param fresh whether what is kept of this cluster ends, and it begins anew; only with a home
 */
public record RunOptions(
        Path config,
        boolean json,
        Detail detail,
        Optional<Duration> launchDeadline,
        Optional<Path> home,
        boolean fresh) {

    /** How much is told. */
    public enum Detail {
        /** What the vats log and what goes wrong. */
        QUIET,
        /** Also what is launched and where it listens. */
        NORMAL,
        /** Also what the kernel logs, and stack traces. */
        VERBOSE
    }

    /** Where guests get their private directories: in the home, or in one of this user's among the temporary ones. */
    public Path runtimeDirectory() {
        return home.map(kept -> kept.resolve("run"))
                .orElseGet(() ->
                        Path.of(System.getProperty("java.io.tmpdir"), "vellamo-" + System.getProperty("user.name")))
                .toAbsolutePath();
    }
}
