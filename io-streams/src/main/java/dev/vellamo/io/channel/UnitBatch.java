package dev.vellamo.io.channel;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Units in order, each with what it costs in bytes of buffer. Grows at its end until it is handed over. */
final class UnitBatch {

    /**
     * What a unit costs beyond its own bytes: roughly the objects that hold it. Without it a client that sends empty
     * lines would fill many times the configured memory.
     */
    static final int UNIT_OVERHEAD_BYTES = 64;

    static final UnitBatch EMPTY = new UnitBatch(0);

    private static final int SMALLEST = 8;

    private @Nullable Object[] units;
    private int[] costs;
    private int count;
    private long totalCost;

    UnitBatch(int capacity) {
        units = new Object[capacity];
        costs = new int[capacity];
    }

    /** @param bytes the size of the unit on the wire */
    void add(Object unit, int bytes) {
        if (count == units.length) {
            int capacity = Math.max(SMALLEST, count * 2);
            units = Arrays.copyOf(units, capacity);
            costs = Arrays.copyOf(costs, capacity);
        }
        units[count] = unit;
        costs[count] = bytes + UNIT_OVERHEAD_BYTES;
        totalCost += costs[count];
        count++;
    }

    int count() {
        return count;
    }

    boolean isEmpty() {
        return count == 0;
    }

    long totalCost() {
        return totalCost;
    }

    /** Moves {@code length} units from {@code from} on to the end of another batch; here their places are empty then. */
    void moveTo(UnitBatch target, int from, int length) {
        target.reserve(length);
        System.arraycopy(units, from, target.units, target.count, length);
        System.arraycopy(costs, from, target.costs, target.count, length);
        target.count += length;
        long moved = 0;
        for (int i = from; i < from + length; i++) {
            moved += costs[i];
            units[i] = null;
        }
        target.totalCost += moved;
        totalCost -= moved;
    }

    /** Copies the units from {@code from} on into the free places of another batch, as far as there are any. */
    void copyTo(UnitBatch target, int from) {
        int length = Math.min(count - from, target.units.length - target.count);
        System.arraycopy(units, from, target.units, target.count, length);
        System.arraycopy(costs, from, target.costs, target.count, length);
        for (int i = 0; i < length; i++) {
            target.totalCost += costs[from + i];
        }
        target.count += length;
    }

    private void reserve(int more) {
        if (count + more > units.length) {
            units = Arrays.copyOf(units, count + more);
            costs = Arrays.copyOf(costs, count + more);
        }
    }

    /** The units, unmodifiable; the batch must not grow any more. */
    // Every place below count is filled: only moveTo empties places, and what it left behind is never listed.
    @SuppressWarnings("NullAway")
    List<Object> asList() {
        return Collections.unmodifiableList(Arrays.asList(count == units.length ? units : Arrays.copyOf(units, count)));
    }
}
