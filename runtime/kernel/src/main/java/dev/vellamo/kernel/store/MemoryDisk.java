package dev.vellamo.kernel.store;

import dev.vellamo.kernel.store.StoredRow.Meta;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a {@link MemoryStore} has written: it stays when the store is closed, so a kernel can be started on it again.
 *
 * <p>A {@link #copy} is what a crash at that moment would leave. May be used by many threads.
 */
public final class MemoryDisk {

    private final Map<StoredRow.Key, StoredRow> rows;
    private boolean isOpen;

    /** An empty one. */
    public MemoryDisk() {
        this(Map.of());
    }

    private MemoryDisk(Map<StoredRow.Key, StoredRow> rows) {
        this.rows = new LinkedHashMap<>(rows);
    }

    /**
     * A store on it.
     *
     * @throws StoreException {@code IN_USE} while another one is open
     */
    public synchronized MemoryStore open() {
        if (isOpen) {
            throw new StoreException(
                    StoreException.Code.IN_USE, "this memory is the store of a kernel that runs: close that one first");
        }
        isOpen = true;
        return new MemoryStore(this);
    }

    /** What is written now, apart from this one, and open to nobody. */
    public synchronized MemoryDisk copy() {
        return new MemoryDisk(rows);
    }

    /** All rows, those of a position included. */
    public synchronized StoreContent content() {
        return new StoreContent(List.copyOf(rows.values()));
    }

    synchronized void write(long position, List<StoredRow> puts, List<StoredRow.Key> removals) {
        removals.forEach(rows::remove);
        puts.forEach(row -> rows.put(row.key(), row));
        var mark = new Meta(Meta.POSITION, position);
        rows.put(mark.key(), mark);
    }

    synchronized void closed() {
        isOpen = false;
    }
}
