package dev.vellamo.kernel.run;

import dev.vellamo.kernel.state.Entry;
import dev.vellamo.kernel.state.VatPort;
import dev.vellamo.kernel.state.VatRecord;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.crank.Delivery;
import dev.vellamo.protocol.crank.VatState;
import dev.vellamo.protocol.crank.WriteSet;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one vat: takes its deliveries in order, one at a time, on the pool, and submits what comes of them.
 *
 * <p>Everything the vat does, from loading to closing, is a {@link VatWork} in its queue. Once it ended, what waits there
 * is skipped. Once a thread of it was written off nothing of the vat runs any more; what it holds is let go when that
 * thread's code returns.
 */
public final class VatRunner implements VatPort, Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(VatRunner.class);

    /** Deliveries in a row before others get the thread: long enough to be cheap, far below a millisecond. */
    private static final int TURN = 64;

    /** A tick that would wait behind more entries than are applied in a few milliseconds is late already. */
    private static final int MAX_ENTRIES_BEFORE_A_TICK = 10_000;

    /** What the owner of a vat is told, in no particular thread. Every method returns at once. */
    public interface Owner {

        /** Its root is made; its start crank is submitted next, behind what this submits. */
        void starting();

        /** It is loaded and its start crank is submitted. */
        void started();

        /** It could not be loaded or started. */
        void failedToStart(Throwable reason);

        /** Whether the vat is to start again after this fault. Called in the total order. */
        boolean startsAgainAfter(Fault reason);

        /** Its heap is lost, and the vat is to start again with a new runner. */
        void lost(Fault reason);

        /** The kernel state ended it: by its own wish, its fault, or because it was asked to. */
        void ended(Fault reason);

        /** Nothing of it runs any more and its resources are released. */
        void closed();

        /** A thread of it was written off. Its resources stay until {@link #cameBack}. */
        void writtenOff(String thread);

        /** The code on the written-off thread returned; now its resources are released. */
        void cameBack();
    }

    private final VatRecord vat;
    private final VatSite site;
    private final Owner owner;
    private final long deliveryTimeoutNanos;
    private final WorkQueue queue = new WorkQueue();
    private RunningVat.@Nullable Loader loader;
    private @Nullable VatTimers timers;
    private @Nullable RunningVat running;
    private volatile boolean over;

    /** Of the heap at this end; set before anything is delivered to it. */
    private volatile long incarnation = -1;

    /** It was woken before the kernel state knew of this heap, so that wake was lost. */
    private volatile boolean wokenEarly;

    /**
     * What all vats of a kernel share.
     *
     * @param records makes what the kernel state knows of a vat
     * @param timers where their timers come from
     */
    public record VatSite(
            VatPool pool,
            Sequencer sequencer,
            Function<VatRecord.Identity, VatRecord> records,
            VatTimers.Scheduler timers) {}

    /** A vat and its limits. */
    public record Subject(VatRecord vat, Duration deliveryTimeout) {}

    public VatRunner(Subject subject, RunningVat.Loader loader, VatSite site, Owner owner) {
        this.vat = subject.vat();
        this.deliveryTimeoutNanos = TimeUnit.NANOSECONDS.convert(subject.deliveryTimeout());
        this.loader = loader;
        this.site = site;
        this.owner = owner;
    }

    public VatRecord vat() {
        return vat;
    }

    /** Deliveries and other work that wait or run; what ended in the current turn of its thread still counts. */
    public int queued() {
        return queue.size();
    }

    /** For what the vat's owner has to say to the kernel state. */
    public void submit(Entry entry) {
        site.sequencer().submit(entry);
    }

    /** Whether the kernel state uses the heap, or used it. */
    public boolean isAttached() {
        return incarnation >= 0;
    }

    /** Loads the vat, then runs its first crank. Call once. */
    public void start() {
        add(new VatWork.Load(this));
    }

    /** Releases everything once what runs now has ended. Call after the vat ended. */
    public void close() {
        add(new VatWork.Close(this));
    }

    /**
     * Nothing that it still does has an effect. For a kernel that goes down and keeps the vat: the kernel state applies
     * nothing any more, so it will not say so itself.
     */
    public void halt() {
        stopHeap();
    }

    /** Writes off the thread that runs this vat's code, if there is one. */
    public void giveUp() {
        for (var thread : site.pool().threads()) {
            if (thread.guarded() instanceof VatWork work && work.runner() == this) {
                thread.writeOff(work);
            }
        }
    }

    // The port

    @Override
    public void start(VatState state) {
        incarnation = state.incarnation();
        add(new VatWork.Start(this, state));
        if (wokenEarly) {
            submit(new Entry.Wake(vat));
        }
    }

    @Override
    public void deliver(long number, Delivery delivery) {
        add(new VatWork.Deliver(this, number, delivery));
    }

    @Override
    public void setTimer(long timer, Duration delay, @Nullable Duration period) {
        if (timers == null) {
            timers = new VatTimers(site.timers());
        }
        timers.set(timer, delay, period, () -> onDue(timer, period != null));
    }

    /** While the disk stalls, the ticks of a periodic timer would pile up; a late timer fires once anyway. */
    private void onDue(long timer, boolean repeats) {
        if (!repeats || site.sequencer().queued() < MAX_ENTRIES_BEFORE_A_TICK) {
            submit(new Entry.TimerDue(vat, timer, repeats));
        }
    }

    @Override
    public void cancelTimer(long timer) {
        if (timers != null) {
            timers.cancel(timer);
        }
    }

    @Override
    public boolean startsAgainAfter(Fault reason) {
        return owner.startsAgainAfter(reason);
    }

    @Override
    public void lost(Fault reason) {
        stopHeap();
        owner.lost(reason);
    }

    @Override
    public void ended(Fault reason) {
        stopHeap();
        owner.ended(reason);
    }

    private void stopHeap() {
        over = true;
        if (timers != null) {
            timers.cancelAll();
        }
    }

    // The queue

    private void add(VatWork work) {
        if (queue.add(work)) {
            site.pool().runNext(this);
        }
    }

    @Override
    public void run() {
        var thread = (PoolThread) Thread.currentThread();
        int done = 0;
        while (done < TURN && !thread.mustYield()) {
            var work = queue.take();
            if (work == null) {
                break;
            }
            done++;
            if (!runGuarded(work, thread)) {
                return;
            }
        }
        if (queue.done(done)) {
            site.pool().execute(this);
        }
    }

    /** Returns whether the thread is still the pool's. */
    private boolean runGuarded(VatWork work, PoolThread thread) {
        thread.begin(work);
        Throwable defect = null;
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            defect = e;
        }
        if (!thread.end(work)) {
            return false;
        }
        if (defect == null) {
            work.finish();
        } else {
            work.failed(defect);
        }
        return true;
    }

    // For its work

    /** The crank of this delivery ended whole. */
    void completed(long delivery, WriteSet writeSet) {
        submit(new Entry.Crank(vat, incarnation, delivery, writeSet));
    }

    /** The heap is lost by a fault of this delivery. */
    void fail(long delivery, Fault reason) {
        submit(new Entry.Fail(vat, incarnation, delivery, reason));
    }

    /** The code is there: from now on the kernel state may use this heap. */
    void attach() {
        submit(new Entry.Attach(vat, this));
    }

    Owner owner() {
        return owner;
    }

    long deliveryTimeoutNanos() {
        return deliveryTimeoutNanos;
    }

    /** Whether the vat ended, so that nothing it still does has an effect. */
    boolean isOver() {
        return over;
    }

    RunningVat running() {
        return Objects.requireNonNull(running, "a vat runs only after it was loaded");
    }

    void load() throws Exception {
        var once = loader;
        loader = null;
        if (once != null && !vat.hasEnded()) {
            running = once.load(this::wake);
        }
    }

    /** An author's thread only asks: entries are applied on threads whose stack and end are the kernel's. */
    private void wake() {
        wokenEarly = incarnation < 0;
        site.pool().execute(() -> submit(new Entry.Wake(vat)));
    }

    void letGo() {
        var held = running;
        running = null;
        if (held != null) {
            held.close();
        }
    }

    void writtenOff(VatWork work, String thread) {
        over = true;
        owner.writtenOff(thread);
        var text =
                "vat " + vat.label() + ": " + work.label() + " did not end; its thread " + thread + " is written off";
        fail(work.delivery(), Fault.of(ErrorCode.DEADLINE_EXCEEDED, text));
    }

    void cameBack() {
        try {
            letGo();
        } catch (RuntimeException | Error e) {
            LOG.error("vat {} could not be closed when its code returned", vat.label(), e);
        } finally {
            queue.drop();
            owner.cameBack();
        }
    }
}
