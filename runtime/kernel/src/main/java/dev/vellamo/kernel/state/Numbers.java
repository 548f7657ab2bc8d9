package dev.vellamo.kernel.state;

import dev.vellamo.kernel.store.StoredRow;
import java.util.ArrayList;
import java.util.List;

/** The numbers that a kernel gives and never gives again, not even after a restart. */
final class Numbers {

    /** Numbers of one kind, from 1. */
    static final class Counter {
        private final String row;
        private long last;
        private long onDisk;

        private Counter(String row) {
            this.row = row;
        }

        long next() {
            last++;
            return last;
        }

        long last() {
            return last;
        }

        /** Numbers up to this one are given. */
        void given(long number) {
            last = Math.max(last, number);
        }
    }

    private final Counter subclusters = new Counter("lastSubcluster");
    private final Counter vats = new Counter("lastVat");
    private final Counter promises = new Counter("lastPromise");
    private final Counter places = new Counter("lastPlace");
    private final Counter calls = new Counter("lastCall");
    private final Counter incarnations = new Counter("incarnation");
    private final List<Counter> all = List.of(subclusters, vats, promises, places, calls, incarnations);

    Counter subclusters() {
        return subclusters;
    }

    Counter vats() {
        return vats;
    }

    Counter promises() {
        return promises;
    }

    /** Places of messages that wait. */
    Counter places() {
        return places;
    }

    /** Calls of idempotent services. */
    Counter calls() {
        return calls;
    }

    /** Starts of the kernel. */
    Counter incarnations() {
        return incarnations;
    }

    void load(List<StoredRow.Meta> rows) {
        for (var row : rows) {
            for (var counter : all) {
                if (counter.row.equals(row.name())) {
                    counter.last = row.value();
                    counter.onDisk = row.value();
                }
            }
        }
    }

    /**
     * Those that differ from the disk; from now on, none.
     *
     * @param withPlaces whether the last place is one of them. It changes with every message, and matters only beside
     *     messages that are on disk: without it, what leaves no trace in the state leaves none on disk.
     */
    List<StoredRow> takeChangedRows(boolean withPlaces) {
        var rows = new ArrayList<StoredRow>(2);
        for (var counter : all) {
            if (counter.last != counter.onDisk && (withPlaces || counter != places)) {
                rows.add(new StoredRow.Meta(counter.row, counter.last));
                counter.onDisk = counter.last;
            }
        }
        return rows;
    }
}
