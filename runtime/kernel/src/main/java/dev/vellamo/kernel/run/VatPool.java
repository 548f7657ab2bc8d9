package dev.vellamo.kernel.run;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The threads on which vats run.
 *
 * <p>There are as many as processors. A thread whose guarded code runs for longer than 10 ms does not count any
 * more, so another one is added; when it has returned, a surplus thread ends. A thread whose guarded code passes its time
 * limit is interrupted and <em>written off</em>: it belongs to the pool no longer, whatever it does, and ends when its
 * code returns. The JVM has no way to end it earlier.
 *
 * <p>A task that a pool thread hands to {@link #runNext} is run next by that same thread, unless another already waits for
 * that: a call and its reply then need no change of thread.
 */
public final class VatPool implements Executor, AutoCloseable {

    /** How long a delivery may take before a thread is added in its place. */
    static final long SLOW_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** How often the watchdog looks: half of {@link #SLOW_NANOS}, so that a slow delivery is seen in time. */
    static final long TICK_NANOS = SLOW_NANOS / 2;

    /** Most threads at a time, those written off not counted: a stack each, and more would only fight for processors. */
    static final int MAX_THREADS = 512;

    private final String name;
    private final @Nullable ClassLoader contextLoader;
    private final int parallelism;
    private final int maxThreads;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final List<PoolThread> threads = new CopyOnWriteArrayList<>();
    private final Set<PoolThread> writtenOff = ConcurrentHashMap.newKeySet();
    private final Deque<PoolThread> idle = new ArrayDeque<>();
    private final AtomicLong threadNumber = new AtomicLong();
    private final Watchdog watchdog;
    private volatile int idleCount;
    private volatile boolean closed;

    /**
     * Threads are started when there is something to run.
     *
     * @param name becomes part of the names of its threads
     */
    public VatPool(String name) {
        this(name, Math.max(2, Runtime.getRuntime().availableProcessors()), MAX_THREADS);
    }

    VatPool(String name, int parallelism, int maxThreads) {
        this.name = name;
        this.contextLoader = Thread.currentThread().getContextClassLoader();
        this.parallelism = parallelism;
        this.maxThreads = maxThreads;
        this.watchdog = new Watchdog(this, name);
        this.watchdog.start();
    }

    /** Runs a task soon, behind the ones that wait. After {@link #close} it is dropped. */
    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        wakeOne();
    }

    /** Runs a task soon; if a thread of this pool asks for it, next on that thread. */
    public void runNext(Runnable task) {
        if (Thread.currentThread() instanceof PoolThread thread && thread.belongsTo(this) && thread.offerNext(task)) {
            return;
        }
        execute(task);
    }

    /** Names of the threads that were written off and whose code has not returned yet. */
    public List<String> writtenOffThreads() {
        return writtenOff.stream().map(Thread::getName).sorted().toList();
    }

    /** Threads that serve, written-off ones not counted. */
    int size() {
        return threads.size();
    }

    /**
     * Ends all threads that are not busy with an author's code; those are written off.
     *
     * <p>Returns when the others have ended.
     */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        watchdog.end();
        for (var thread : threads) {
            if (!thread.writeOffCurrent()) {
                LockSupport.unpark(thread);
            }
        }
        for (var thread : threads) {
            joinUninterruptibly(thread, () -> thread.isWrittenOff() || thread.writeOffCurrent());
        }
        joinUninterruptibly(watchdog, () -> false);
        tasks.clear();
    }

    private static void joinUninterruptibly(Thread thread, BooleanSupplier isLost) {
        var interrupted = false;
        while (thread.isAlive() && thread != Thread.currentThread() && !isLost.getAsBoolean()) {
            try {
                thread.join(1);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    // For its threads

    /** That of whoever made the pool, and not of whoever happens to add a thread. */
    @Nullable
    ClassLoader contextLoader() {
        return contextLoader;
    }

    @Nullable
    Runnable poll() {
        return tasks.poll();
    }

    boolean isClosed() {
        return closed;
    }

    /** Parks the calling thread until there may be a task. Returns whether it should go on. */
    boolean awaitTask(PoolThread thread) {
        boolean isSurplus;
        synchronized (idle) {
            isSurplus = servingThreads() > parallelism;
            if (isSurplus) {
                threads.remove(thread);
            } else if (!rests(thread)) {
                return !closed;
            }
        }
        if (isSurplus) {
            leave();
            return false;
        }
        thread.parkUntilWoken();
        return !closed;
    }

    private boolean rests(PoolThread thread) {
        idle.push(thread);
        idleCount = idle.size();
        // Only after the count is visible: whoever adds a task from now on sees it and wakes somebody.
        var rests = tasks.isEmpty() && !closed;
        if (!rests) {
            idle.remove(thread);
            idleCount = idle.size();
            watchdog.watch();
        }
        return rests;
    }

    /** Whoever added a task just now may have counted on the thread that leaves. */
    private void leave() {
        if (!tasks.isEmpty()) {
            wakeOne();
        }
    }

    List<PoolThread> threads() {
        return threads;
    }

    boolean isResting() {
        return idleCount == threads.size();
    }

    void wakeOne() {
        PoolThread woken = null;
        if (idleCount > 0) {
            synchronized (idle) {
                woken = idle.poll();
                idleCount = idle.size();
            }
        }
        if (woken != null) {
            woken.wake();
            watchdog.watch();
        } else if (threads.size() < parallelism) {
            addThread();
        }
    }

    /** Adds a thread if, without the slow ones, there are too few. */
    void compensate() {
        if (servingThreads() < parallelism) {
            addThread();
        }
    }

    void writeOff(PoolThread thread) {
        writtenOff.add(thread);
        threads.remove(thread);
        compensate();
    }

    void cameBack(PoolThread thread) {
        writtenOff.remove(thread);
    }

    private int servingThreads() {
        int serving = 0;
        for (var thread : threads) {
            if (!thread.isSlow()) {
                serving++;
            }
        }
        return serving;
    }

    private synchronized void addThread() {
        if (closed || servingThreads() >= parallelism || threads.size() >= maxThreads) {
            return;
        }
        var thread = new PoolThread(this, name + "-vat-" + threadNumber.incrementAndGet());
        threads.add(thread);
        thread.start();
        watchdog.watch();
    }
}
