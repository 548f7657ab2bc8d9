package dev.vellamo.store.sqlite;

import dev.vellamo.kernel.store.Batch;
import dev.vellamo.kernel.store.Store;
import dev.vellamo.kernel.store.StoredRow;
import dev.vellamo.kernel.store.StoredRow.Meta;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Batches, and what a store that was given them holds. */
final class Batches {

    private final Map<StoredRow.Key, StoredRow> expected = new HashMap<>();
    private long position;

    static Batch puts(long position, StoredRow... rows) {
        return new Batch(position, List.of(rows), List.of());
    }

    static Batch removals(long position, StoredRow.Key... keys) {
        return new Batch(position, List.of(), List.of(keys));
    }

    /** The next batch: of these rows, every third is removed where it exists; of two with one key the last counts. */
    Batch next(List<StoredRow> rows) {
        var puts = new LinkedHashMap<StoredRow.Key, StoredRow>();
        var removals = new ArrayList<StoredRow.Key>();
        rows.forEach(row -> puts.put(row.key(), row));
        var turn = 0;
        for (var key : List.copyOf(puts.keySet())) {
            if (turn++ % 3 == 0 && expected.containsKey(key)) {
                puts.remove(key);
                removals.add(key);
            }
        }
        removals.forEach(expected::remove);
        puts.values().forEach(row -> expected.put(row.key(), row.asJson()));
        position++;
        return new Batch(position, List.copyOf(puts.values()), removals);
    }

    Map<StoredRow.Key, StoredRow> expected() {
        var all = new HashMap<>(expected);
        var mark = new Meta(Meta.POSITION, position);
        all.put(mark.key(), mark);
        return all;
    }

    static Map<StoredRow.Key, StoredRow> content(Store store) {
        var rows = new HashMap<StoredRow.Key, StoredRow>();
        for (var row : store.load().rows()) {
            var twice = rows.put(row.key(), row);
            if (twice != null) {
                throw new AssertionError("two rows of one key: " + row + " and " + twice);
            }
        }
        return rows;
    }
}
