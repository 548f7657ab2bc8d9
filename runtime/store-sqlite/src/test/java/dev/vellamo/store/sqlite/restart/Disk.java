package dev.vellamo.store.sqlite.restart;

import dev.vellamo.kernel.store.MemoryDisk;
import dev.vellamo.kernel.store.Store;
import dev.vellamo.kernel.store.StoreContent;
import java.nio.file.Path;

/** What stays when a kernel dies. */
interface Disk {

    /** Where a test keeps the state of its kernels. */
    enum Kind {
        MEMORY,
        SQLITE;

        /** An empty one; its files, if it has any, are below the directory. */
        Disk empty(Path directory) {
            return this == MEMORY ? new InMemory(new MemoryDisk()) : new SqliteDisk(directory);
        }
    }

    /** The store on it, of one kernel. */
    Store open();

    /** What a crash in this moment leaves; later writes do not change it. */
    Disk copy();

    default StoreContent content() {
        try (var store = copy().open()) {
            return store.load();
        }
    }

    /** A disk in memory. */
    record InMemory(MemoryDisk disk) implements Disk {

        @Override
        public Store open() {
            return disk.open();
        }

        @Override
        public Disk copy() {
            return new InMemory(disk.copy());
        }
    }
}
