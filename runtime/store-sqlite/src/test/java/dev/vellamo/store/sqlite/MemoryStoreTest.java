package dev.vellamo.store.sqlite;

import static dev.vellamo.store.sqlite.Batches.puts;
import static dev.vellamo.store.sqlite.Rows.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.kernel.store.MemoryDisk;
import dev.vellamo.kernel.store.Store;
import dev.vellamo.kernel.store.StoredRow.Message;
import org.junit.jupiter.api.Test;

class MemoryStoreTest extends StoreContract {

    private final MemoryDisk disk = new MemoryDisk();

    @Override
    Store open() {
        return disk.open();
    }

    @Test
    void aCopyOfItsDiskIsWhatACrashLeaves() {
        try (var store = open()) {
            store.write(puts(1, message(1, "a")));
            var crashed = disk.copy();
            store.write(puts(2, message(2, "b")));

            try (var afterCrash = crashed.open()) {
                assertThat(afterCrash.load().of(Message.class))
                        .containsExactly(message(1, "a").asJson());
            }
            assertThat(disk.content().of(Message.class)).hasSize(2);
        }
    }
}
