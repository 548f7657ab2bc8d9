package dev.vellamo.kernel.commit;

import dev.vellamo.kernel.store.Batch;
import dev.vellamo.kernel.store.Store;
import dev.vellamo.kernel.store.StoreContent;
import dev.vellamo.kernel.store.StoreSize;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A store whose writes wait until a test lets them go on, if it is held, or fail. */
public final class HeldStore implements Store {

    private final AtomicInteger compacted = new AtomicInteger();
    private final List<Batch> written = new CopyOnWriteArrayList<>();
    private final Semaphore begun = new Semaphore(0);
    private final Semaphore mayEnd = new Semaphore(0);
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean isHeld;
    private volatile @Nullable RuntimeException failure;
    private volatile @Nullable RuntimeException loadFailure;

    /** From now on each write waits for {@link #letOneEnd} or {@link #letGo}. */
    public void hold() {
        isHeld = true;
    }

    public void letOneEnd() {
        mayEnd.release();
    }

    public void letGo() {
        isHeld = false;
        mayEnd.release(1_000_000);
    }

    /** The writes that end from now on fail with this. */
    public void failWith(RuntimeException reason) {
        failure = reason;
    }

    public void failLoadWith(RuntimeException reason) {
        loadFailure = reason;
    }

    /** Waits for the next write to begin. */
    public void awaitWrite() throws InterruptedException {
        if (!begun.tryAcquire(20, TimeUnit.SECONDS)) {
            throw new AssertionError("nothing was written");
        }
    }

    public List<Batch> written() {
        return written;
    }

    public boolean isClosed() {
        return closed.get();
    }

    @Override
    public String label() {
        return "a held store";
    }

    @Override
    public StoreContent load() {
        var reason = loadFailure;
        if (reason != null) {
            throw reason;
        }
        return StoreContent.EMPTY;
    }

    @Override
    public void write(Batch batch) {
        begun.release();
        if (isHeld) {
            mayEnd.acquireUninterruptibly();
        }
        var reason = failure;
        if (reason != null) {
            throw reason;
        }
        written.add(batch);
    }

    /** How often it was asked to give room back. */
    int compacted() {
        return compacted.get();
    }

    @Override
    public StoreSize size() {
        return new StoreSize(1, 2);
    }

    @Override
    public void compact() {
        compacted.incrementAndGet();
    }

    @Override
    public void close() {
        closed.set(true);
    }
}
