package dev.vellamo.store.sqlite;

import dev.vellamo.kernel.store.Batch;
import dev.vellamo.kernel.store.StoredRow;
import dev.vellamo.kernel.store.StoredValue;
import dev.vellamo.protocol.capdata.Passable;
import dev.vellamo.protocol.capdata.Slot;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Prints how long batches take on the disk of a directory: of one row, and of what a busy kernel writes at once. */
final class WritingSpeed {

    private static final int ROUNDS = 2_000;

    /** Messages, promises and values, a third each. */
    private static final int ROWS_OF_EACH = 300;

    private WritingSpeed() {}

    public static void main(String... directory) throws IOException {
        var home = Files.createTempDirectory(Path.of(directory[0]), "speed");
        try (var store = SqliteStore.open(home, SqliteSettings.DEFAULT)) {
            for (var round = 0; round < 2; round++) {
                print("1 row", 1, measure(store, 0));
                print("1,200 changes", 4 * ROWS_OF_EACH, measure(store, ROWS_OF_EACH));
            }
        }
    }

    private static void print(String what, int rows, long[][] nanos) {
        var wall = nanos[0];
        var cpu = nanos[1];
        Arrays.sort(wall);
        Arrays.sort(cpu);
        System.out.printf(
                "%-14s p50 %7.1f us, p99 %7.1f us, cpu p50 %7.1f us, %,d rows/s%n",
                what,
                wall[ROUNDS / 2] / 1e3,
                wall[ROUNDS * 99 / 100] / 1e3,
                cpu[ROUNDS / 2] / 1e3,
                rows * 1_000_000_000L / wall[ROUNDS / 2]);
    }

    private static long[][] measure(SqliteStore store, int count) {
        var threads = ManagementFactory.getThreadMXBean();
        var nanos = new long[2][ROUNDS];
        for (var round = 0; round < ROUNDS; round++) {
            var batch = batch(round, count);
            var start = System.nanoTime();
            var cpuStart = threads.getCurrentThreadCpuTime();
            store.write(batch);
            nanos[0][round] = System.nanoTime() - start;
            nanos[1][round] = threads.getCurrentThreadCpuTime() - cpuStart;
        }
        return nanos;
    }

    private static Batch batch(long round, int count) {
        var rows = new ArrayList<StoredRow>();
        var gone = new ArrayList<StoredRow.Key>();
        var value = new StoredValue(
                new Passable.Sequence(List.of(new Passable.Immutable("hello"), new Passable.Reference(0))),
                List.of("v17:o+0"));
        for (var i = 0; i < count; i++) {
            var id = round * count + i;
            rows.add(new StoredRow.Message(id, false, "v" + i, "v" + i + ":o+0", "greet", value, id, 0));
            rows.add(new StoredRow.Promise(id, "v" + i, false, 0, null, null));
            rows.add(new StoredRow.VatValue("v" + i, "baggage.count", value, List.of(Slot.imported(3))));
            gone.add(StoredRow.Message.key(id - count));
        }
        return new Batch(round, rows, gone);
    }
}
