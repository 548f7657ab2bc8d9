package dev.vellamo.io.transport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What transports hold of the process: their threads, and descriptors of sockets and selectors.
 *
 * @param threads live threads with a transport's name
 * @param descriptors open sockets, selectors and their pipes
 */
record Residue(long threads, long descriptors) {

    static Residue now() {
        return new Residue(threadsOfTransports(), openDescriptors());
    }

    private static long threadsOfTransports() {
        var threads = new Thread[Thread.activeCount() + 64];
        var count = Thread.enumerate(threads);
        return Stream.of(threads)
                .limit(count)
                .filter(Objects::nonNull)
                .filter(thread -> thread.getName().startsWith("vellamo-io-"))
                .count();
    }

    private static long openDescriptors() {
        try (var links = Files.list(Path.of("/proc/self/fd"))) {
            return links.filter(Residue::isOfTransport).count();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static boolean isOfTransport(Path link) {
        try {
            var target = Files.readSymbolicLink(link).toString();
            return target.startsWith("socket:") || target.startsWith("anon_inode:") || target.startsWith("pipe:");
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }
}
