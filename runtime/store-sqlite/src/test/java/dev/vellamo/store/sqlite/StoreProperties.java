package dev.vellamo.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.kernel.store.MemoryDisk;
import dev.vellamo.kernel.store.Store;
import dev.vellamo.kernel.store.StoredRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

class StoreProperties {

    @Property(tries = 300)
    void memoryHoldsWhatWasWritten(@ForAll("histories") List<List<StoredRow>> history) {
        holdsWhatWasWritten(new MemoryDisk()::open, history);
    }

    @Property(tries = 60, shrinking = ShrinkingMode.BOUNDED)
    void aFileHoldsWhatWasWritten(@ForAll("histories") List<List<StoredRow>> history) throws IOException {
        try (var directory = new Scratch()) {
            holdsWhatWasWritten(() -> SqliteStore.open(directory.path(), SqliteSettings.DEFAULT), history);
        }
    }

    private static void holdsWhatWasWritten(Supplier<Store> opener, List<List<StoredRow>> history) {
        var batches = new Batches();
        try (var store = opener.get()) {
            for (var rows : history) {
                store.write(batches.next(rows));
            }
            assertThat(Batches.content(store)).isEqualTo(batches.expected());
        }
        try (var again = opener.get()) {
            assertThat(Batches.content(again)).isEqualTo(batches.expected());
        }
    }

    @Property
    void everyTextIsReadBackAsItWas(@ForAll("texts") String text) {
        assertThat(OddText.decode(OddText.encode(text))).isEqualTo(text);
    }

    @Provide
    Arbitrary<List<List<StoredRow>>> histories() {
        return Rows.rows().list().ofMaxSize(12).list().ofMinSize(1).ofMaxSize(5);
    }

    @Provide
    Arbitrary<String> texts() {
        return Rows.texts();
    }

    /** A directory that is gone afterwards. */
    private record Scratch(Path path) implements AutoCloseable {

        Scratch() throws IOException {
            this(Files.createTempDirectory("store"));
        }

        @Override
        public void close() throws IOException {
            try (var files = Files.list(path)) {
                for (var file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(path);
        }
    }
}
