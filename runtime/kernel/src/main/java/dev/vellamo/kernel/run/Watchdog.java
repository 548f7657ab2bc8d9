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

    private record Seen(Guard guard, long sinceNanos) {}

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
            var before = seen.get(thread);
            if (guard == null || before == null || before.guard() != guard) {
                note(thread, guard, nowNanos);
            } else {
                thread.askToYield();
                judge(thread, before, nowNanos - before.sinceNanos());
            }
        }
        seen.keySet().retainAll(pool.threads());
    }

    private void note(PoolThread thread, @Nullable Guard guard, long nowNanos) {
        thread.setSlow(false);
        if (guard == null) {
            seen.remove(thread);
        } else {
            seen.put(thread, new Seen(guard, nowNanos));
        }
    }

    private void judge(PoolThread thread, Seen since, long ranNanos) {
        if (ranNanos >= since.guard().timeoutNanos()) {
            thread.writeOff(since.guard());
        } else if (ranNanos >= VatPool.SLOW_NANOS - VatPool.TICK_NANOS) {
            thread.setSlow(true);
            pool.compensate();
        }
    }
}
