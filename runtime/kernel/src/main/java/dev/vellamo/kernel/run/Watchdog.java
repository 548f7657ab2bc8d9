package dev.vellamo.kernel.run;

import java.util.IdentityHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Sees which threads of a {@link VatPool} are slow or over their limit.
 *
 * <p>It compares what each thread runs with what it ran a tick ago, so that the threads themselves read no clock. It
 * sleeps while the whole pool does.
 */
final class Watchdog extends Thread {

    private record Seen(@Nullable Guard guard, long task, long sinceNanos) {}

    private final VatPool pool;
    private final IdentityHashMap<PoolThread, Seen> seen = new IdentityHashMap<>();
    private volatile boolean resting;
    private volatile boolean ended;

    Watchdog(VatPool pool, String name) {
        super(name + "-vat-watchdog");
        this.pool = pool;
        setDaemon(true);
    }

    /** There is something to watch. */
    void watch() {
        if (resting) {
            resting = false;
            LockSupport.unpark(this);
        }
    }

    void end() {
        ended = true;
        LockSupport.unpark(this);
    }

    @Override
    public void run() {
        while (!ended) {
            LockSupport.parkNanos(pool, VatPool.TICK_NANOS);
            look(System.nanoTime());
            if (pool.isResting()) {
                rest();
            }
        }
    }

    private void rest() {
        seen.clear();
        resting = true;
        while (resting && !ended && pool.isResting()) {
            LockSupport.park(pool);
        }
        resting = false;
    }

    private void look(long nowNanos) {
        for (var thread : pool.threads()) {
            var guard = thread.guarded();
            var task = thread.tasksBegun();
            var before = seen.get(thread);
            if (before != null && before.task() == task) {
                thread.askToYield(task);
            }
            if (guard != null && before != null && before.guard() == guard) {
                judge(thread, guard, nowNanos - before.sinceNanos());
            } else {
                thread.setSlow(false);
                seen.put(thread, new Seen(guard, task, nowNanos));
            }
        }
        seen.keySet().retainAll(pool.threads());
    }

    private void judge(PoolThread thread, Guard code, long ranNanos) {
        if (ranNanos >= code.timeoutNanos()) {
            thread.writeOff(code);
        } else if (ranNanos >= VatPool.SLOW_NANOS - VatPool.TICK_NANOS) {
            thread.setSlow(true);
            pool.compensate();
        }
    }
}
