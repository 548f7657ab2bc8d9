package dev.vellamo.kernel.run;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread of a {@link VatPool}.
 *
 * <pre>
 *   serving --begin--> guarded --end--> serving
 *                         |
 *                         +--time limit--> written off --its code returns--> ended
 * </pre>
 *
 * <p>Invariant: exactly one of {@link #end} and {@link #writeOff} takes a guard away, so that a thread is never written
 * off for code that has ended, and what a written-off thread still does reaches nobody.
 */
final class PoolThread extends Thread {

    private static final Logger LOG = LoggerFactory.getLogger(VatPool.class);

    /** Of so many tasks one is taken from the pool's queue first, so that two vats in a dialogue starve nobody. */
    private static final int FAIRNESS = 32;

    private static final Guard WRITTEN_OFF = new Guard() {
        @Override
        public long timeoutNanos() {
            return Long.MAX_VALUE;
        }

        @Override
        public void writtenOff(String thread) {}

        @Override
        public void cameBack() {}
    };

    private final VatPool pool;
    private final String ownName;
    private final AtomicReference<@Nullable Guard> guard = new AtomicReference<>();
    private final AtomicReference<@Nullable Runnable> next = new AtomicReference<>();
    private final Object writingOff = new Object();
    private volatile boolean woken;
    private volatile boolean slow;
    private volatile long tasksBegun;
    private volatile long longTask;

    PoolThread(VatPool pool, String name) {
        super(name);
        this.pool = pool;
        this.ownName = name;
        setDaemon(true);
        setContextClassLoader(pool.contextLoader());
    }

    boolean belongsTo(VatPool other) {
        return pool == other && !isWrittenOff();
    }

    /** Takes a task to run next, if none is waiting for that. Called by this thread. */
    boolean offerNext(Runnable task) {
        if (!next.compareAndSet(null, task)) {
            return false;
        }
        if (isWrittenOff()) {
            giveAwayNext();
        }
        return true;
    }

    @Override
    public void run() {
        for (int turn = 0; !isWrittenOff() && !pool.isClosed(); turn++) {
            var task = turn % FAIRNESS == 0 ? fromQueueFirst() : fromNextFirst();
            if (task == null) {
                if (!pool.awaitTask(this)) {
                    break;
                }
            } else {
                run(task);
            }
        }
        giveAwayNext();
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // written by this thread only
    private void run(Runnable task) {
        tasksBegun++;
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LOG.error("a task of the vat pool failed; this is a defect of Vellamo", e);
        }
    }

    private @Nullable Runnable fromNextFirst() {
        var mine = next.getAndSet(null);
        return mine == null ? pool.poll() : mine;
    }

    private @Nullable Runnable fromQueueFirst() {
        var waiting = pool.poll();
        return waiting == null ? next.getAndSet(null) : waiting;
    }

    // Guarded code

    void begin(Guard code) {
        guard.set(code);
    }

    /** Returns whether the code ended in time. If not, this thread was written off and has to end. */
    boolean end(Guard code) {
        if (guard.compareAndSet(code, null)) {
            if (slow) {
                slow = false;
            }
            restore();
            return true;
        }
        synchronized (writingOff) {
            // Whoever writes it off has said so to everyone: only now may they hear that it came back.
            Thread.interrupted();
        }
        pool.cameBack(this);
        code.cameBack();
        return false;
    }

    /** What the code did to its thread must not reach the next vat, nor keep the class loader of this one. */
    private void restore() {
        if (isInterrupted()) {
            Thread.interrupted();
        }
        if (getContextClassLoader() != pool.contextLoader()) {
            setContextClassLoader(pool.contextLoader());
        }
        if (!ownName.equals(getName())) {
            setName(ownName);
        }
    }

    @Nullable
    Guard guarded() {
        return guard.get();
    }

    boolean isWrittenOff() {
        return guard.get() == WRITTEN_OFF;
    }

    /** Interrupts and writes off this thread if it still runs {@code code}. Any thread. */
    boolean writeOff(Guard code) {
        synchronized (writingOff) {
            if (!guard.compareAndSet(code, WRITTEN_OFF)) {
                return false;
            }
            giveAwayNext();
            pool.writeOff(this);
            code.writtenOff(getName());
            interrupt();
            return true;
        }
    }

    /** As {@link #writeOff} for whatever it runs. Returns whether it ran something. */
    boolean writeOffCurrent() {
        var code = guard.get();
        return code != null && code != WRITTEN_OFF && writeOff(code);
    }

    boolean isSlow() {
        return slow;
    }

    /** What waits for this thread goes to the others, as it is busy for longer. Any thread. */
    void setSlow(boolean isSlow) {
        slow = isSlow;
        if (isSlow) {
            giveAwayNext();
        }
    }

    /** Counts the tasks that it began, the one that runs included. */
    long tasksBegun() {
        return tasksBegun;
    }

    /** Whether a task that does many things should let others run. Called by this thread. */
    boolean mustYield() {
        return longTask == tasksBegun;
    }

    /** It is at this task for a while: what waits for it goes to the others, and the task should let them run. */
    void askToYield(long task) {
        longTask = task;
        giveAwayNext();
    }

    private void giveAwayNext() {
        var task = next.getAndSet(null);
        if (task != null) {
            pool.execute(task);
        }
    }

    // Parking

    void parkUntilWoken() {
        while (!woken && !pool.isClosed()) {
            LockSupport.park(pool);
        }
        woken = false;
    }

    void wake() {
        woken = true;
        LockSupport.unpark(this);
    }
}
