package dev.vellamo.kernel.run;

import dev.vellamo.kernel.state.Entry;
import dev.vellamo.kernel.state.KernelState;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Gives every entry its place in the one total order and applies it.
 *
 * <p>Whoever submits to an idle sequencer applies, on its own thread, its entry and those that arrive meanwhile; so a call
 * and its reply between two vats need no change of thread. After {@link #TURN} entries the work moves to the executor, so
 * that no thread is held for longer. Submitting never waits and may happen on any thread, also from within a port.
 */
public final class Sequencer {

    /** Entries that one thread applies in a row: long enough to be cheap, about a tenth of a millisecond. */
    static final int TURN = 256;

    private final Queue<Entry> entries = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final KernelState state;
    private final Executor executor;
    private final Consumer<Throwable> broken;
    private volatile boolean isHalted;

    /**
     * @param executor where to go on after a turn; must not run the task on the thread that hands it over
     * @param broken is told if applying an entry threw: the state can no longer be trusted
     */
    public Sequencer(KernelState state, Executor executor, Consumer<Throwable> broken) {
        this.state = state;
        this.executor = executor;
        this.broken = broken;
    }

    /**
     * Applies nothing any more: what waits and what is submitted later is dropped.
     *
     * @param halted is run in the total order, after the last entry that counts
     */
    public void halt(Runnable halted) {
        submit(new Entry.Look(state -> {
            if (!isHalted) {
                isHalted = true;
                halted.run();
            }
        }));
    }

    public boolean isHalted() {
        return isHalted;
    }

    public void submit(Entry entry) {
        entries.add(entry);
        if (waiting.getAndIncrement() == 0) {
            takeTurn();
        }
    }

    private void takeTurn() {
        int applied = 0;
        do {
            int batch = Math.min(waiting.get(), TURN - applied);
            for (int i = 0; i < batch; i++) {
                applyNext();
            }
            applied += batch;
            if (waiting.addAndGet(-batch) == 0) {
                return;
            }
        } while (applied < TURN);
        executor.execute(this::takeTurn);
    }

    private void applyNext() {
        var entry = entries.poll();
        if (entry == null) {
            throw new IllegalStateException("an entry was counted before it was queued");
        }
        if (isHalted) {
            return;
        }
        try {
            state.apply(entry);
        } catch (RuntimeException | Error e) {
            broken.accept(e);
        }
    }
}
