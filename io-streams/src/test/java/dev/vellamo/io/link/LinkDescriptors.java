package dev.vellamo.io.link;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * What links hold of this process.
 *
 * @param threads live threads with a link's name
 * @param descriptors open sockets, selectors and pipes
 */
record LinkDescriptors(long threads, long descriptors) {

    private static final long PATIENCE_NANOS = 20_000_000_000L;
    private static final long POLL_NANOS = 1_000_000;

    static LinkDescriptors now() {
        return new LinkDescriptors(threadsOfLinks(), openDescriptors());
    }

    private static long threadsOfLinks() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("vellamo-link-"))
                .count();
    }

    private static long openDescriptors() {
        try (var links = Files.list(Path.of("/proc/self/fd"))) {
            return links.filter(LinkDescriptors::isOfLink).count();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static boolean isOfLink(Path link) {
        try {
            var target = Files.readSymbolicLink(link).toString();
            return Stream.of("socket:", "anon_inode:", "pipe:").anyMatch(target::startsWith);
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }

    /** Waits until no more is held than then: a thread ends a moment after it said so, as does a process. */
    void awaitSame() {
        var deadline = System.nanoTime() + PATIENCE_NANOS;
        for (var held = now(); held.threads > threads || held.descriptors > descriptors; held = now()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("held before were " + this + ", and now " + held);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }
}
