package dev.vellamo.kernel.commit;

import dev.vellamo.kernel.KernelStatus.StoreStatus;
import dev.vellamo.kernel.commit.CommitLimits.Need;
import dev.vellamo.kernel.run.Sequencer;
import dev.vellamo.kernel.state.KernelState;
import dev.vellamo.kernel.state.Outbox;
import dev.vellamo.kernel.state.Outgoing;
import dev.vellamo.kernel.store.Batch;
import dev.vellamo.kernel.store.Store;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what was applied to the disk, and then lets go what waited for that.
 *
 * <pre>
 *   resting --something differs--> lingering --linger passed, or somebody waits--> cut --> writing --> leaving
 *      ^                                                                                                  |
 *      +--------------------------------------------------------------------------------------------------+
 * </pre>
 *
 * <p>A <em>cut</em> takes, in the total order, what differs from the disk and what waits to leave, both in a moment; all
 * else happens on the committer's own thread, the only one that writes to the store. One commit runs at a time; what is
 * applied meanwhile is in the next. If nothing differs, what waits leaves without a commit: it was caused by what is on
 * disk.
 *
 * <p>It is a thread and not an actor because it does one thing after the other and mostly waits for the disk; a mailbox and
 * a dispatcher would only be between it and the total order. Nobody restarts it: once a write has failed the kernel ends.
 *
 * <p>If the disk is slow, the next cut is late; the limits then stop the sequencer until it is taken.
 *
 * <p>Invariant: nothing leaves before everything up to its place in the order is on disk.
 */
public final class Committer implements Outbox, Sequencer.Pace, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger("dev.vellamo.kernel");

    /** For the last commit of a kernel that ends. A disk that takes longer does not answer at all. */
    private static final Duration LAST_COMMIT_TIMEOUT = Duration.ofSeconds(30);

    /** Often enough that a file does not stay large for long, seldom enough to cost nothing. */
    private static final Duration COMPACT_INTERVAL = Duration.ofMinutes(1);

    /** What is told by a committer. */
    public interface Owner {

        /** Something could not be written: nothing leaves any more, and nothing is applied. The kernel has to end. */
        void writeFailed(Throwable reason);

        /** Something that left failed; a defect of Vellamo. */
        void broken(Throwable defect);
    }

    /**
     * What one commit is about.
     *
     * @param defect why the rest is empty: the state could not say what differs
     */
    private record Cut(
            Batch batch, List<Outgoing> leaving, @Nullable Throwable defect) {}

    private final Store store;
    private final CommitLimits limits;
    private final Owner owner;
    private final Thread thread;
    private final CommitFigures figures = new CommitFigures();
    private @Nullable KernelState state;
    private @Nullable Sequencer sequencer;

    /** Used in the total order only. */
    private List<Outgoing> outgoing = new ArrayList<>();

    /** Written in the total order only. */
    private volatile Need need = Need.NONE;

    private volatile long neededSinceNanos;

    /** Used on its thread only. */
    private long compactedNanos = System.nanoTime();

    private volatile @Nullable Cut cut;
    private volatile boolean isClosing;

    /** No cut will be taken any more. */
    private volatile boolean isOver;

    /**
     * A committer that does nothing before {@link #begin}.
     *
     * @param name of the kernel; part of the name of its thread
     */
    public Committer(String name, Store store, CommitLimits limits, Owner owner) {
        this.store = store;
        this.limits = limits;
        this.owner = owner;
        this.thread = new Thread(this::run, name + "-store");
        thread.setDaemon(true);
    }

    /** Starts with this state, whose outbox it is, and this sequencer, whose pace it is. */
    public void begin(KernelState of, Sequencer with) {
        state = of;
        sequencer = with;
        thread.start();
    }

    private KernelState state() {
        return Objects.requireNonNull(state, "the committer was not begun");
    }

    private Sequencer sequencer() {
        return Objects.requireNonNull(sequencer, "the committer was not begun");
    }

    // In the total order

    @Override
    public void add(Outgoing leaves) {
        if (!isOver) {
            outgoing.add(leaves);
        }
    }

    @Override
    public boolean isFull() {
        return !isOver && limits.isFull(state().unwritten(), outgoing.size());
    }

    @Override
    public void applied() {
        var rows = state().unwritten();
        figures.applied(state().position(), rows, outgoing.size());
        want(limits.need(rows, outgoing.size()));
    }

    private void want(Need wanted) {
        if (!wanted.isMoreThan(need)) {
            return;
        }
        if (need == Need.NONE) {
            neededSinceNanos = System.nanoTime();
        }
        need = wanted;
        LockSupport.unpark(thread);
    }

    private void cut(KernelState differs) {
        need = Need.NONE;
        isOver = isClosing;
        var leaving = outgoing;
        outgoing = new ArrayList<>();
        try {
            cut = new Cut(differs.cut(), leaving, null);
        } catch (RuntimeException | Error e) {
            cut = new Cut(new Batch(0, List.of(), List.of()), List.of(), e);
        }
        figures.cut(differs.position());
        LockSupport.unpark(thread);
    }

    // On its thread

    private void run() {
        try {
            do {
                awaitNeed();
                commit(takeCut());
                giveRoomBack();
            } while (!isOver);
        } catch (RuntimeException | Error e) {
            fail(e);
        } finally {
            closeStore();
        }
    }

    private void awaitNeed() {
        while (!isClosing) {
            var delayNanos = limits.delayNanos(need, System.nanoTime() - neededSinceNanos);
            if (delayNanos == 0) {
                return;
            }
            if (delayNanos < 0) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, delayNanos);
            }
            clearInterrupt();
        }
    }

    /** Nobody has a reason to interrupt it, and with an interrupt it would never park. */
    private static void clearInterrupt() {
        Thread.interrupted();
    }

    private Cut takeCut() {
        sequencer().interpose(this::cut);
        var taken = cut;
        while (taken == null) {
            LockSupport.park(this);
            clearInterrupt();
            taken = cut;
        }
        cut = null;
        if (taken.defect() != null) {
            throw new IllegalStateException("what differs from the disk is not known", taken.defect());
        }
        return taken;
    }

    private void commit(Cut taken) {
        if (!taken.batch().isEmpty()) {
            var started = System.nanoTime();
            store.write(taken.batch());
            figures.written(taken.batch(), System.nanoTime() - started);
        }
        figures.onDisk();
        for (var leaving : taken.leaving()) {
            leave(leaving);
        }
    }

    /** At the end, and now and then: what was a large queue once is room that nobody needs. */
    private void giveRoomBack() {
        if (isOver || System.nanoTime() - compactedNanos > COMPACT_INTERVAL.toNanos()) {
            store.compact();
            compactedNanos = System.nanoTime();
        }
    }

    private void leave(Outgoing leaving) {
        try {
            leaving.leave();
        } catch (RuntimeException | Error e) {
            owner.broken(e);
        }
    }

    private void fail(Throwable reason) {
        isOver = true;
        sequencer().haltNow();
        sequencer().interpose(dropped -> outgoing = new ArrayList<>());
        owner.writeFailed(reason);
    }

    private void closeStore() {
        try {
            store.close();
        } catch (RuntimeException e) {
            LOG.error("the store {} could not be closed; what was written is safe", store.label(), e);
        }
    }

    // Any thread

    /** What there is at this moment. */
    public StoreStatus status() {
        return figures.status(store);
    }

    /** Makes the last commit and closes the store. What is applied later is lost. Waits for it. */
    @Override
    public void close() {
        isClosing = true;
        LockSupport.unpark(thread);
        var interrupted = false;
        var endNanos = System.nanoTime() + LAST_COMMIT_TIMEOUT.toNanos();
        for (var left = LAST_COMMIT_TIMEOUT.toNanos(); thread.isAlive() && left > 0; ) {
            try {
                thread.join(left / 1_000_000 + 1);
            } catch (InterruptedException e) {
                interrupted = true;
            }
            left = endNanos - System.nanoTime();
        }
        if (thread.isAlive()) {
            LOG.error(
                    "the last commit to {} did not end within {}; what it was to write may be lost, and the file stays"
                            + " open until this process ends",
                    store.label(),
                    LAST_COMMIT_TIMEOUT);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
