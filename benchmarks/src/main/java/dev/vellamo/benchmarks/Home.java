package dev.vellamo.benchmarks;

import dev.vellamo.kernel.Kernel;
import dev.vellamo.kernel.KernelSettings;
import dev.vellamo.store.sqlite.SqliteSettings;
import dev.vellamo.store.sqlite.SqliteStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** A directory for a kernel's state, on the disk of the temporary files; it is deleted when it is closed. */
record Home(Path directory) implements AutoCloseable {

    static Home create() {
        try {
            return new Home(Files.createTempDirectory("vellamo-home"));
        } catch (IOException e) {
            throw new UncheckedIOException("there is no room for a home", e);
        }
    }

    SqliteStore store() {
        return SqliteStore.open(directory, SqliteSettings.DEFAULT);
    }

    Kernel kernel() {
        return Kernel.start(KernelSettings.builder().store(store()).build());
    }

    @Override
    public void close() throws IOException {
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
