package dev.vellamo.store.sqlite;

import static dev.vellamo.store.sqlite.Batches.puts;
import static dev.vellamo.store.sqlite.Rows.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.kernel.store.Batch;
import dev.vellamo.kernel.store.StoredRow;
import dev.vellamo.kernel.store.StoredRow.Message;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much room a store takes. */
class RoomIT {

    private static final long MEGABYTE = 1 << 20;
    private static final String KILOBYTE = "x".repeat(1000);

    @TempDir
    private Path home;

    private SqliteStore open() {
        return SqliteStore.open(home, SqliteSettings.DEFAULT);
    }

    @Test
    void theLogStaysShortWhateverIsWritten() {
        try (var store = open()) {
            for (var position = 1; position <= 400; position++) {
                store.write(traffic(position, 200));
                assertThat(store.size().logBytes()).isLessThan(16 * MEGABYTE);
            }
        }
    }

    @Test
    void theFileIsSmallOnceTheTrafficIsOver() {
        try (var store = open()) {
            for (var position = 1; position <= 50; position++) {
                store.write(traffic(position, 4_000));
            }
            assertThat(store.size().dataBytes()).isGreaterThan(2 * MEGABYTE);
            store.write(new Batch(51, List.of(), keys(50, 4_000)));
            store.compact();

            assertThat(store.size().dataBytes()).isLessThan(MEGABYTE);
            assertThat(store.size().logBytes()).isZero();
        }
    }

    @Test
    void theLogOfAHugeBatchIsCutOff() {
        try (var store = open()) {
            store.write(traffic(1, 40_000));
            store.write(puts(2, message(0, "small")));
            store.write(puts(3, message(0, "small")));

            assertThat(store.size().logBytes()).isLessThan(16 * MEGABYTE);
        }
    }

    /** As many messages as this, and those of the batch before are gone. */
    private static Batch traffic(long position, int count) {
        var rows = new ArrayList<StoredRow>();
        for (var place = position * count; place < (position + 1) * count; place++) {
            rows.add(message(place, KILOBYTE));
        }
        return new Batch(position, rows, keys(position - 1, count));
    }

    private static List<StoredRow.Key> keys(long position, int count) {
        return LongStream.range(position * count, (position + 1) * count)
                .mapToObj(Message::key)
                .toList();
    }
}
