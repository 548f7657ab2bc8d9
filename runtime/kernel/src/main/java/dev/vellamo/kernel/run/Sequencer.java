package dev.vellamo.kernel.run;

import dev.vellamo.kernel.state.Entry;
import dev.vellamo.kernel.state.KernelState;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Gives every entry its place in the one total order and applies it.
 *
 * <p>Whoever submits to an idle sequencer applies, on its own thread, its entry and those that arrive meanwhile; so a call
 * and its reply between two vats need no change of thread. After {@link #TURN} entries the work moves to the executor, so
 * that no thread is held for longer. Submitting never waits and may happen on any thread, also from within a port.
 *
 * <pre>
 *   idle --submit--> applying --nothing waits--> idle
 *                      |  ^
 *                 full |  | interpose
 *                      v  |
 *                     paused
 * </pre>
 */
public final class Sequencer {

    /** Entries that one thread applies in a row: long enough to be cheap, about a tenth of a millisecond. */
    static final int TURN = 256;

    /** Keeps entries from being applied faster than the disk takes them. Its methods are called in the total order. */
    public interface Pace {

        /** Of a kernel that keeps nothing. */
        Pace FREE = new Pace() {
            @Override
            public boolean isFull() {
                return false;
            }

            @Override
            public void applied() {}
        };

        /**
         * Whether nothing may be applied. Asked before each entry; whoever answers yes {@linkplain Sequencer#interpose
         * interposes} what makes room.
         */
        boolean isFull();

        /** Some entries were applied. */
        void applied();
    }

    /** Counts like an entry, so that somebody applies; it does nothing and has no place in the order. */
    private static final Entry NOTHING = new Entry.Look(state -> {});

    private final Queue<Entry> entries = new ConcurrentLinkedQueue<>();

    /** Those in the queue and the one being applied. Whoever counts the first of them applies, until it is 0 again. */
    private final AtomicInteger waiting = new AtomicInteger();

    private final AtomicBoolean paused = new AtomicBoolean();
    private final AtomicReference<@Nullable Consumer<KernelState>> interposed = new AtomicReference<>();
    private final KernelState state;
    private final Executor executor;
    private final Consumer<Throwable> broken;
    private final Pace pace;
    private volatile boolean isHalted;

    /** A sequencer that never pauses. */
    public Sequencer(KernelState state, Executor executor, Consumer<Throwable> broken) {
        this(state, executor, broken, Pace.FREE);
    }

    /**
     * @param executor where to go on after a turn; must not run the task on the thread that hands it over
     * @param broken is told if applying an entry threw: the state can no longer be trusted
     */
    public Sequencer(KernelState state, Executor executor, Consumer<Throwable> broken, Pace pace) {
        this.state = state;
        this.executor = executor;
        this.broken = broken;
        this.pace = pace;
    }

    public void submit(Entry entry) {
        entries.add(entry);
        if (waiting.getAndIncrement() == 0) {
            takeTurn(TURN);
        }
    }

    /** How many entries wait to be applied. Any thread. */
    public int queued() {
        return waiting.get();
    }

    /**
     * Runs something in the total order, before the entries that wait. A paused sequencer goes on with it.
     *
     * @throws IllegalStateException if another such task was not run yet
     */
    public void interpose(Consumer<KernelState> task) {
        if (!interposed.compareAndSet(null, task)) {
            throw new IllegalStateException("something else is interposed already");
        }
        entries.add(NOTHING);
        if (waiting.getAndIncrement() == 0 || paused.compareAndSet(true, false)) {
            takeTurn(1);
        }
    }

    /** Applies nothing any more from this place in the order on: what is submitted later is dropped. */
    public void halt() {
        submit(new Entry.Look(state -> isHalted = true));
    }

    /** As {@link #halt}, and what waits does not count. Any thread. */
    public void haltNow() {
        isHalted = true;
    }

    public boolean isHalted() {
        return isHalted;
    }

    private void takeTurn() {
        takeTurn(TURN);
    }

    private void takeTurn(int length) {
        int applied = 0;
        do {
            int batch = Math.min(waiting.get(), length - applied);
            int done = applySome(batch);
            applied += done;
            if (waiting.addAndGet(-done) == 0 || (done < batch && pauses())) {
                return;
            }
        } while (applied < length);
        executor.execute(this::takeTurn);
    }

    /** Returns how many it took from the queue: fewer than wanted if it is full. */
    private int applySome(int wanted) {
        int done = 0;
        while (done < wanted) {
            if (interposed.get() != null) {
                runInterposed();
            }
            if (pace.isFull()) {
                break;
            }
            applyNext();
            done++;
        }
        pace.applied();
        return done;
    }

    /** Returns whether somebody else goes on, now or later: not if something was interposed too early to see the pause. */
    private boolean pauses() {
        paused.set(true);
        return interposed.get() == null || !paused.compareAndSet(true, false);
    }

    private void runInterposed() {
        var task = interposed.getAndSet(null);
        if (task != null) {
            try {
                task.accept(state);
            } catch (RuntimeException | Error e) {
                broken.accept(e);
            }
        }
    }

    private void applyNext() {
        var entry = entries.poll();
        if (entry == null) {
            throw new IllegalStateException("an entry was counted before it was queued");
        }
        if (isHalted || entry == NOTHING) {
            return;
        }
        try {
            state.apply(entry);
        } catch (RuntimeException | Error e) {
            broken.accept(e);
        }
    }
}
