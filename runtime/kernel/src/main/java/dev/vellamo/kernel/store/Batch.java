package dev.vellamo.kernel.store;

import java.util.List;

/**
 * What became different in the kernel state between two of its moments: the net effect, whatever happened in between.
 *
 * @param position the last entry of the total order that is in it; a store keeps it as {@link StoredRow.Meta#POSITION}
 * @param puts rows as they are now; at most one of a key
 * @param removals rows that are gone; one that was removed and made anew is in {@code puts} as well, and written behind
 *     the removals
 */
public record Batch(long position, List<StoredRow> puts, List<StoredRow.Key> removals) {

    public Batch {
        puts = List.copyOf(puts);
        removals = List.copyOf(removals);
    }

    public boolean isEmpty() {
        return puts.isEmpty() && removals.isEmpty();
    }
}
