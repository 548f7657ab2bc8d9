package dev.vellamo.kernel.state;

import dev.vellamo.kernel.store.Batch;
import dev.vellamo.kernel.store.StoredRow;
import java.util.ArrayList;

/**
 * Which parts of the state differ from the disk.
 *
 * <p>Invariant: a part is in the list exactly if it was changed or removed since the last cut and that matters to the disk;
 * so what comes and goes between two cuts costs two steps in a list and nothing else.
 */
final class Journal {

    /** Both ends of the list. */
    private static final class Ends extends Tracked {
        @Override
        StoredRow row(Numbers numbers) {
            throw new IllegalStateException("the ends of the list have no row");
        }

        @Override
        StoredRow.Key key() {
            throw new IllegalStateException("the ends of the list have no key");
        }
    }

    private final boolean keeps;
    private final Ends ends = new Ends();
    private int size;

    /**
     * An empty journal.
     *
     * @param keeps whether there is a disk; without one nothing is noted
     */
    Journal(boolean keeps) {
        this.keeps = keeps;
        ends.before = ends;
        ends.after = ends;
    }

    /** It is new, or not what it was. */
    void changed(Tracked part) {
        if (keeps) {
            part.gone = false;
            link(part);
        }
    }

    /** It is no more. */
    void removed(Tracked part) {
        if (!keeps) {
            return;
        }
        part.gone = true;
        if (part.onDisk) {
            link(part);
        } else {
            unlink(part);
        }
    }

    /** It is as it was read from the disk. */
    void loaded(Tracked part) {
        part.onDisk = true;
        unlink(part);
    }

    /** How many parts differ from the disk. */
    int size() {
        return size;
    }

    /**
     * What differs from the disk; from now on, nothing.
     *
     * @param position the last entry that was applied
     */
    Batch cut(long position, Numbers numbers) {
        var hasRows = size > 0;
        var puts = new ArrayList<StoredRow>(size + 1);
        var removals = new ArrayList<StoredRow.Key>();
        for (var part = ends.after; part != null && part != ends; part = ends.after) {
            if (part.gone) {
                removals.add(part.key());
                part.onDisk = false;
            } else {
                puts.add(part.row(numbers));
                part.onDisk = true;
            }
            unlink(part);
        }
        puts.addAll(numbers.takeChangedRows(hasRows));
        return new Batch(position, puts, removals);
    }

    private void link(Tracked part) {
        if (part.after != null) {
            return;
        }
        var last = ends.before == null ? ends : ends.before;
        part.before = last;
        part.after = ends;
        last.after = part;
        ends.before = part;
        size++;
    }

    private void unlink(Tracked part) {
        var next = part.after;
        var previous = part.before;
        if (next == null || previous == null) {
            return;
        }
        previous.after = next;
        next.before = previous;
        part.after = null;
        part.before = null;
        size--;
    }
}
