package dev.vellamo.io.channel;

import java.util.ArrayDeque;

/** Units in order, taken from the front; every operation is linear in the units it moves. */
final class UnitQueue {
    private final ArrayDeque<UnitBatch> batches = new ArrayDeque<>();
    /** How many units of the first batch have been taken. */
    private int taken;

    private int count;

    /** @param batch is not touched by the caller any more */
    void add(UnitBatch batch) {
        if (!batch.isEmpty()) {
            batches.addLast(batch);
            count += batch.count();
        }
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** The first {@code max} units, or all if there are fewer. */
    UnitBatch take(int max) {
        var first = batches.peekFirst();
        if (first != null && taken == 0 && first.count() <= max && batches.size() == 1) {
            count = 0;
            return batches.removeFirst();
        }
        int wanted = Math.min(max, count);
        var front = new UnitBatch(wanted);
        while (front.count() < wanted) {
            moveFromFirst(front, wanted - front.count());
        }
        count -= wanted;
        return front;
    }

    void clear() {
        batches.clear();
        taken = 0;
        count = 0;
    }

    private void moveFromFirst(UnitBatch target, int wanted) {
        var first = batches.getFirst();
        int length = Math.min(wanted, first.count() - taken);
        first.moveTo(target, taken, length);
        taken += length;
        if (taken == first.count()) {
            batches.removeFirst();
            taken = 0;
        }
    }
}
