package dev.vellamo.store.sqlite.restart;

import dev.vellamo.kernel.store.Batch;
import dev.vellamo.kernel.store.Store;
import dev.vellamo.kernel.store.StoreContent;
import dev.vellamo.kernel.store.StoreSize;
import dev.vellamo.store.sqlite.SqliteSettings;
import dev.vellamo.store.sqlite.SqliteStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A directory with a SQLite store. Its copies are beside it.
 *
 * <p>The files of a copy are those between two writes: a test that is to see a torn file kills a process.
 */
final class SqliteDisk implements Disk {

    /** What a crash leaves of a store; the lock goes with its process, and the log's index is made anew. */
    private static final List<String> FILES = List.of("kernel.sqlite", "kernel.sqlite-wal");

    private final Path directory;
    private final Object quiet = new Object();

    SqliteDisk(Path directory) {
        this.directory = directory;
    }

    @Override
    public Store open() {
        return new Opened(SqliteStore.open(directory, SqliteSettings.DEFAULT));
    }

    @Override
    public Disk copy() {
        try {
            var copy = Files.createTempDirectory(directory.toAbsolutePath().getParent(), "crashed");
            synchronized (quiet) {
                for (var name : FILES) {
                    if (Files.exists(directory.resolve(name))) {
                        Files.copy(directory.resolve(name), copy.resolve(name));
                    }
                }
            }
            return new SqliteDisk(copy);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot copy the store in " + directory + ": " + e.getMessage(), e);
        }
    }

    /** Its store; while it changes its files, they are not copied. */
    private final class Opened implements Store {
        private final SqliteStore store;

        Opened(SqliteStore store) {
            this.store = store;
        }

        @Override
        public String label() {
            return store.label();
        }

        @Override
        public StoreContent load() {
            return store.load();
        }

        @Override
        public void write(Batch batch) {
            synchronized (quiet) {
                store.write(batch);
            }
        }

        @Override
        public StoreSize size() {
            return store.size();
        }

        @Override
        public void compact() {
            synchronized (quiet) {
                store.compact();
            }
        }

        @Override
        public void close() {
            synchronized (quiet) {
                store.close();
            }
        }
    }
}
