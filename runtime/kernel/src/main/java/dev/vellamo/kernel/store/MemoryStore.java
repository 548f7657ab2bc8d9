package dev.vellamo.kernel.store;

import dev.vellamo.kernel.store.StoreException.Code;

/** A store that ends with the process; apart from that, no reader can tell it from one on disk. */
public final class MemoryStore implements Store {

    private final MemoryDisk disk;
    private volatile boolean isClosed;
    private boolean hasFailed;

    MemoryStore(MemoryDisk disk) {
        this.disk = disk;
    }

    @Override
    public String label() {
        return "memory";
    }

    @Override
    public StoreContent load() {
        requireOpen();
        return disk.content();
    }

    @Override
    public void write(Batch batch) {
        requireOpen();
        if (hasFailed) {
            throw new StoreException(Code.FAILED, "the store in memory failed before, so nothing is written any more");
        }
        // Everything is turned into JSON before anything is changed, so that a value without JSON leaves the disk as it
        // was.
        hasFailed = true;
        var puts = batch.puts().stream().map(StoredRow::asJson).toList();
        disk.write(batch.position(), puts, batch.removals());
        hasFailed = false;
    }

    /** Nothing: memory is not counted. */
    @Override
    public StoreSize size() {
        return new StoreSize(0, 0);
    }

    @Override
    public void compact() {
        requireOpen();
    }

    @Override
    public void close() {
        if (!isClosed) {
            isClosed = true;
            disk.closed();
        }
    }

    private void requireOpen() {
        if (isClosed) {
            throw new StoreException(Code.FAILED, "the store in memory is closed");
        }
    }
}
