package dev.vellamo.kernel.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;

/**
 * What a launch may leave behind, counted.
 *
 * @param vatThreads threads that belong to vats and transports
 * @param codeLoaders class loaders of vats that are not collected yet
 */
record Footprint(int vatThreads, long descriptors, List<String> socketFiles, long actors, int codeLoaders) {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long LOOK_AGAIN_NANOS = Duration.ofMillis(2).toNanos();

    static Footprint now(Path directory, ActorTestKit actors) throws IOException {
        return new Footprint(
                countVatThreads(), countDescriptors(), sockets(directory), countActors(actors), CodeLoaders.alive());
    }

    /** What there is as soon as no subcluster has an actor any more. */
    static Footprint awaitWithoutActors(Path directory, ActorTestKit actors) throws IOException {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (countActors(actors) > 0 && System.nanoTime() < deadline) {
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
        return now(directory, actors);
    }

    /** Returns as soon as all is back; fails with the difference if it is not in time. */
    static void awaitBack(Footprint before, Path directory, ActorTestKit actors) throws IOException {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        var now = now(directory, actors);
        while (!now.isBackTo(before) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
            now = now(directory, actors);
        }
        assertThat(now.isBackTo(before)).as("%s is back to %s", now, before).isTrue();
    }

    /** A pool may have fewer threads than before, as those that are not needed end. */
    private boolean isBackTo(Footprint before) {
        return vatThreads <= before.vatThreads
                && descriptors <= before.descriptors
                && socketFiles.equals(before.socketFiles)
                && actors == before.actors
                && codeLoaders <= before.codeLoaders;
    }

    private static int countVatThreads() {
        return (int) Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().contains("proof-vat")
                        || thread.getName().contains("proof-io"))
                .count();
    }

    private static long countDescriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }

    private static List<String> sockets(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.endsWith(".java"))
                    .sorted()
                    .toList();
        }
    }

    private static long countActors(ActorTestKit actors) {
        return actors.system()
                .printTree()
                .lines()
                .filter(line -> line.contains("vat:") || line.contains("io:") || line.contains("launch"))
                .count();
    }
}
