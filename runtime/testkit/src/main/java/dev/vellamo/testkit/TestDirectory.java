package dev.vellamo.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** A temporary directory that is deleted with all that is in it. Its path is short, as those of sockets must be. */
final class TestDirectory implements AutoCloseable {

    private final Path path;

    private TestDirectory(Path path) {
        this.path = path;
    }

    static TestDirectory create() {
        try {
            return new TestDirectory(Files.createTempDirectory("vt").toRealPath());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a temporary directory: " + e.getMessage(), e);
        }
    }

    Path path() {
        return path;
    }

    void assertNoSockets() {
        var left = SocketFiles.below(path);
        if (!left.isEmpty()) {
            throw new AssertionError("socket files are left: " + left);
        }
    }

    @Override
    public void close() {
        try (var files = Files.walk(path)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + path + ": " + e.getMessage(), e);
        }
    }
}
