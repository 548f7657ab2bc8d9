package dev.vellamo.testkit;

import dev.vellamo.kernel.store.Batch;
import dev.vellamo.kernel.store.Store;
import dev.vellamo.kernel.store.StoreContent;
import dev.vellamo.kernel.store.StoreException;
import dev.vellamo.kernel.store.StoreException.Code;
import dev.vellamo.kernel.store.StoreSize;
import java.util.function.Consumer;

/**
 * A store whose disk fails or is slow when the test says so.
 *
 * <pre>{@code
 * var store = new FaultyStore(new MemoryDisk().open()).failingAfter(3);     // the third batch is there, and nobody knows
 * var slow = new FaultyStore(SqliteStore.open(home, settings)).beforeEach(batch -> gate.await());
 * }</pre>
 *
 * <p>Writes are counted from 1. As with every store, nothing is written after a failure. To be told before it is used.
 */
public final class FaultyStore implements Store {

    private final Store store;
    private long failBefore;
    private long failAfter;
    private Code code = Code.FAILED;
    private Consumer<Batch> beforeEach = batch -> {};
    private long writes;
    private boolean hasFailed;

    /**
     * A store that does not fail yet.
     *
     * @param store is closed with this one
     */
    public FaultyStore(Store store) {
        this.store = store;
    }

    /** Fails a write without having written anything of it. */
    public FaultyStore failingBefore(long write) {
        failBefore = write;
        return this;
    }

    /** Fails a write although all of it was written, as when the disk does not confirm it. */
    public FaultyStore failingAfter(long write) {
        failAfter = write;
        return this;
    }

    /** What the failures say they are. */
    public FaultyStore failingWith(Code reason) {
        code = reason;
        return this;
    }

    /** Called with each batch before it is written, by the thread that writes: it may wait, and so make the disk slow. */
    public FaultyStore beforeEach(Consumer<Batch> action) {
        beforeEach = action;
        return this;
    }

    @Override
    public String label() {
        return store.label();
    }

    @Override
    public StoreContent load() {
        return store.load();
    }

    @Override
    public void write(Batch batch) {
        if (hasFailed) {
            throw new StoreException(code, store.label() + " failed before, so nothing is written any more");
        }
        writes++;
        beforeEach.accept(batch);
        if (writes == failBefore) {
            throw failure("and nothing of it is written");
        }
        store.write(batch);
        if (writes == failAfter) {
            throw failure("after all of it was written");
        }
    }

    private StoreException failure(String when) {
        hasFailed = true;
        return new StoreException(code, "write " + writes + " to " + store.label() + " fails for the test, " + when);
    }

    @Override
    public StoreSize size() {
        return store.size();
    }

    @Override
    public void compact() {
        store.compact();
    }

    @Override
    public void close() {
        store.close();
    }
}
