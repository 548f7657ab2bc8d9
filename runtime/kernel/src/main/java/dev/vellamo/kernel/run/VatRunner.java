package dev.vellamo.kernel.run;

import dev.vellamo.kernel.state.Entry;
import dev.vellamo.kernel.state.VatPort;
import dev.vellamo.kernel.state.VatRecord;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.crank.CrankResult;
import dev.vellamo.protocol.crank.Delivery;
import java.time.Duration;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one vat: takes its deliveries in order, one at a time, on the pool, and submits what comes of them.
 *
 * <p>Everything the vat does, from loading to closing, is a {@link Work} in its queue. Once a thread of it was written off
 * nothing of the vat runs any more; what it holds is let go when that thread's code returns.
 */
public final class VatRunner implements VatPort, Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(VatRunner.class);

    /** Deliveries in a row before others get the thread: long enough to be cheap, far below a millisecond. */
    private static final int TURN = 64;

    /** What the owner of a vat is told, in no particular thread. Every method returns at once. */
    public interface Owner {

        /** It is loaded and its start crank is applied. */
        void started();

        /** It could not be loaded or started. */
        void failedToStart(Throwable reason);

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
    private final RunningVat.Loader loader;
    private final Owner owner;
    private final long deliveryTimeoutNanos;
    private final Queue<Work> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private @Nullable VatTimers timers;
    private @Nullable RunningVat running;
    private volatile boolean lost;

    /**
     * What all vats of a kernel share.
     *
     * @param timers where their timers come from
     */
    public record VatSite(VatPool pool, Sequencer sequencer, VatTimers.Scheduler timers) {}

    /** Name and limits of one vat. */
    public record Identity(String id, String name, Duration deliveryTimeout) {}

    public VatRunner(Identity identity, RunningVat.Loader loader, VatSite site, Owner owner) {
        this.vat = new VatRecord(identity.id(), identity.name(), this);
        this.deliveryTimeoutNanos = TimeUnit.NANOSECONDS.convert(identity.deliveryTimeout());
        this.loader = loader;
        this.site = site;
        this.owner = owner;
    }

    public VatRecord vat() {
        return vat;
    }

    /** Deliveries and other work that wait; one that runs counts. */
    public int queued() {
        return waiting.get();
    }

    /** For what the vat's owner has to say to the kernel state. */
    public void submit(Entry entry) {
        site.sequencer().submit(entry);
    }

    /** Loads the vat, then runs its first crank. Call once. */
    public void start() {
        add(new Load());
    }

    /** Releases everything once what runs now has ended. Call once, after the vat ended. */
    public void close() {
        add(new Close());
    }

    /** Writes off the thread that runs this vat's code, if there is one. */
    public void giveUp() {
        for (var thread : site.pool().threads()) {
            if (thread.guarded() instanceof Work work && work.belongsTo(this)) {
                thread.writeOff(work);
            }
        }
    }

    // The port

    @Override
    public void deliver(long number, Delivery delivery) {
        add(new Deliver(number, delivery));
    }

    @Override
    public void setTimer(long timer, Duration delay, @Nullable Duration period) {
        if (timers == null) {
            timers = new VatTimers(site.timers());
        }
        timers.set(timer, delay, period, () -> site.sequencer().submit(new Entry.TimerDue(vat, timer, period != null)));
    }

    @Override
    public void cancelTimer(long timer) {
        if (timers != null) {
            timers.cancel(timer);
        }
    }

    @Override
    public void ended(Fault reason) {
        if (timers != null) {
            timers.cancelAll();
        }
        owner.ended(reason);
    }

    // Work

    private void add(Work work) {
        queue.add(work);
        if (waiting.getAndIncrement() == 0) {
            site.pool().execute(this);
        }
    }

    @Override
    public void run() {
        var thread = (PoolThread) Thread.currentThread();
        int done = 0;
        while (done < TURN && !thread.mustYield()) {
            var work = queue.poll();
            if (work == null) {
                break;
            }
            done++;
            if (!runGuarded(work, thread)) {
                return;
            }
        }
        if (waiting.addAndGet(-done) > 0) {
            site.pool().submit(this);
        }
    }

    /** Returns whether the thread is still the pool's. */
    private boolean runGuarded(Work work, PoolThread thread) {
        thread.begin(work);
        RuntimeException defect = null;
        try {
            work.run();
        } catch (RuntimeException e) {
            defect = e;
        }
        if (!thread.end(work)) {
            return false;
        }
        if (defect == null) {
            work.finish();
        } else {
            LOG.error(
                    "vat {}: {} failed outside the author's code; this is a defect of Vellamo",
                    vat.label(),
                    work.label(),
                    defect);
            end(
                    Fault.of(ErrorCode.VAT_FAILED, "vat " + vat.label() + ": " + work.label() + " failed: " + defect),
                    work);
        }
        return true;
    }

    private void end(Fault reason, Work culprit) {
        site.sequencer().submit(new Entry.EndVat(vat, reason, culprit.result()));
    }

    private void submit(long number, @Nullable Slot result, CrankResult outcome) {
        if (outcome instanceof CrankResult.Completed completed) {
            site.sequencer().submit(new Entry.Crank(vat, number, result, completed.writeSet()));
        } else {
            var reason = ((CrankResult.Aborted) outcome).reason();
            site.sequencer().submit(new Entry.EndVat(vat, reason, result));
        }
    }

    /** Something this vat is to do. {@code run} is author's code, {@code finish} is not. */
    private abstract class Work implements Guard {

        abstract void run();

        abstract void finish();

        /** What it is, for messages to people. */
        abstract String label();

        @Nullable
        Slot result() {
            return null;
        }

        final boolean belongsTo(VatRunner other) {
            return VatRunner.this == other;
        }

        @Override
        public long timeoutNanos() {
            return deliveryTimeoutNanos;
        }

        @Override
        public void writtenOff(String thread) {
            lost = true;
            owner.writtenOff(thread);
            var text = "vat " + vat.label() + ": " + label() + " did not end; its thread " + thread + " is written off";
            site.sequencer().submit(new Entry.EndVat(vat, Fault.of(ErrorCode.DEADLINE_EXCEEDED, text), result()));
        }

        @Override
        public void cameBack() {
            letGo();
            owner.cameBack();
        }
    }

    private void letGo() {
        if (running != null) {
            running.close();
            running = null;
        }
        queue.clear();
    }

    private final class Load extends Work {
        private @Nullable Throwable failure;

        @Override
        void run() {
            try {
                running = loader.load(() -> site.sequencer().submit(new Entry.Wake(vat)));
            } catch (Exception | Error e) {
                failure = e;
            }
        }

        @Override
        void finish() {
            if (failure == null) {
                add(new Start());
            } else {
                owner.failedToStart(failure);
            }
        }

        @Override
        String label() {
            return "loading its code";
        }

        /** The limit of a load is that of the launch, which gives up then: a compiler may take a while. */
        @Override
        public long timeoutNanos() {
            return Long.MAX_VALUE;
        }
    }

    private final class Start extends Work {
        private @Nullable CrankResult outcome;

        @Override
        void run() {
            outcome = loaded().start();
        }

        @Override
        void finish() {
            var started = Objects.requireNonNull(outcome);
            submit(0, null, started);
            if (started instanceof CrankResult.Completed) {
                owner.started();
            }
        }

        @Override
        String label() {
            return "root";
        }
    }

    private final class Deliver extends Work {
        private final long number;
        private final Delivery delivery;
        private @Nullable CrankResult outcome;

        Deliver(long number, Delivery delivery) {
            this.number = number;
            this.delivery = delivery;
        }

        @Override
        void run() {
            outcome = lost ? null : loaded().deliver(delivery);
        }

        @Override
        void finish() {
            if (outcome != null) {
                submit(number, result(), outcome);
            }
        }

        @Override
        @Nullable
        Slot result() {
            return delivery instanceof Delivery.Message message ? message.result() : null;
        }

        @Override
        String label() {
            return delivery instanceof Delivery.Message message ? "\"" + message.method() + "\"" : "a continuation";
        }
    }

    private final class Close extends Work {
        @Override
        void run() {
            letGo();
        }

        @Override
        void finish() {
            owner.closed();
        }

        @Override
        String label() {
            return "closing";
        }
    }

    private RunningVat loaded() {
        return Objects.requireNonNull(running, "a vat runs only after it was loaded");
    }
}
