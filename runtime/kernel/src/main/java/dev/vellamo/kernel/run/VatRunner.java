package dev.vellamo.kernel.run;

import dev.vellamo.kernel.state.Entry;
import dev.vellamo.kernel.state.VatPort;
import dev.vellamo.kernel.state.VatRecord;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.crank.CrankResult;
import dev.vellamo.protocol.crank.VatState;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs one heap of a vat: takes its deliveries in order, one at a time, and submits what comes of them. Where the engine is
 * differs: {@link LocalRunner} runs it on the pool of the kernel's JVM, {@code GuestRunner} in a guest.
 */
public abstract class VatRunner implements VatPort {

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
    private @Nullable VatTimers timers;
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

    protected VatRunner(Subject subject, VatSite site, Owner owner) {
        this.vat = subject.vat();
        this.deliveryTimeoutNanos = TimeUnit.NANOSECONDS.convert(subject.deliveryTimeout());
        this.site = site;
        this.owner = owner;
    }

    public final VatRecord vat() {
        return vat;
    }

    /** Deliveries and other work that wait or run. */
    public abstract int queued();

    /** For what the vat's owner has to say to the kernel state. */
    public final void submit(Entry entry) {
        site.sequencer().submit(entry);
    }

    /** Whether the kernel state uses the heap, or used it. */
    public final boolean isAttached() {
        return incarnation >= 0;
    }

    /** Loads the vat, then runs its first crank. Call once. */
    public abstract void start();

    /** Releases everything once what runs now has ended. Call after the vat ended. */
    public abstract void close();

    /**
     * Nothing that it still does has an effect. For a kernel that goes down and keeps the vat: the kernel state applies
     * nothing any more, so it will not say so itself.
     */
    public final void halt() {
        stopHeap();
    }

    /** Its code has had its time. What runs is left to itself, or ended by force, as the place allows. */
    public abstract void giveUp();

    // The port

    @Override
    public final void start(VatState state) {
        incarnation = state.incarnation();
        begin(state);
        if (wokenEarly) {
            submit(new Entry.Wake(vat));
        }
    }

    /** Runs the first crank. In the total order; returns at once. */
    protected abstract void begin(VatState state);

    @Override
    public final void setTimer(long timer, Duration delay, @Nullable Duration period) {
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
    public final void cancelTimer(long timer) {
        if (timers != null) {
            timers.cancel(timer);
        }
    }

    @Override
    public final boolean startsAgainAfter(Fault reason) {
        return owner.startsAgainAfter(reason);
    }

    @Override
    public final void lost(Fault reason) {
        stopHeap();
        owner.lost(reason);
    }

    @Override
    public final void ended(Fault reason) {
        stopHeap();
        owner.ended(reason);
    }

    protected final void stopHeap() {
        over = true;
        if (timers != null) {
            timers.cancelAll();
        }
    }

    // For those that run it

    protected final VatSite site() {
        return site;
    }

    protected final Owner owner() {
        return owner;
    }

    protected final long deliveryTimeoutNanos() {
        return deliveryTimeoutNanos;
    }

    /** Whether the vat ended, so that nothing it still does has an effect. */
    protected final boolean isOver() {
        return over;
    }

    /** Nothing that it still does is to have an effect. */
    protected final void disregard() {
        over = true;
    }

    protected final long incarnation() {
        return incarnation;
    }

    /** The code is there: from now on the kernel state may use this heap. */
    protected final void attach() {
        submit(new Entry.Attach(vat, this));
    }

    /** What came of its first crank. */
    protected final void started(CrankResult outcome) {
        if (outcome instanceof CrankResult.Completed) {
            owner.starting();
            submit(0, outcome);
            owner.started();
        } else {
            submit(0, outcome);
        }
    }

    /** What came of a delivery. */
    protected final void submit(long delivery, CrankResult outcome) {
        if (outcome instanceof CrankResult.Completed completed) {
            submit(new Entry.Crank(vat, incarnation, delivery, completed.writeSet()));
        } else {
            fail(delivery, ((CrankResult.Aborted) outcome).reason());
        }
    }

    /** The heap is lost by a fault of this delivery. */
    protected final void fail(long delivery, Fault reason) {
        submit(new Entry.Fail(vat, incarnation, delivery, reason));
    }

    /** An author's thread only asks: entries are applied on threads whose stack and end are the kernel's. */
    protected final void wake() {
        wokenEarly = incarnation < 0;
        site.pool().execute(() -> submit(new Entry.Wake(vat)));
    }
}
