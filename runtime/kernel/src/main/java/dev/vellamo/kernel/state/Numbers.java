package dev.vellamo.kernel.state;

import dev.vellamo.kernel.store.StoredRow;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The numbers that a kernel gives and never gives again, not even after a restart. */
final class Numbers {

    /** What is numbered. */
    enum Of {
        SUBCLUSTER("lastSubcluster"),
        VAT("lastVat"),
        PROMISE("lastPromise"),
        PLACE("lastPlace"),
        CALL("lastCall"),
        /** How often the kernel was started. */
        INCARNATION("incarnation");

        private final String row;

        Of(String row) {
            this.row = row;
        }
    }

    private final long[] last = new long[Of.values().length];
    private final long[] onDisk = new long[Of.values().length];

    long next(Of what) {
        return ++last[what.ordinal()];
    }

    long last(Of what) {
        return last[what.ordinal()];
    }

    /** Numbers up to this one are given. */
    void given(Of what, long number) {
        last[what.ordinal()] = Math.max(last[what.ordinal()], number);
    }

    void load(List<StoredRow.Meta> rows) {
        var byRow = new java.util.HashMap<String, Of>();
        for (var what : Of.values()) {
            byRow.put(what.row, what);
        }
        for (var row : rows) {
            var what = byRow.get(row.name());
            if (what != null) {
                last[what.ordinal()] = row.value();
                onDisk[what.ordinal()] = row.value();
            }
        }
    }

    /** Those that differ from the disk; from now on, none. */
    List<StoredRow> changedRows() {
        var rows = new ArrayList<StoredRow>(2);
        for (var what : Of.values()) {
            var at = what.ordinal();
            if (last[at] != onDisk[at]) {
                rows.add(new StoredRow.Meta(what.row, last[at]));
                onDisk[at] = last[at];
            }
        }
        return rows;
    }

    /** For status. */
    Map<Of, Long> all() {
        var all = new EnumMap<Of, Long>(Of.class);
        for (var what : Of.values()) {
            all.put(what, last(what));
        }
        return all;
    }
}
