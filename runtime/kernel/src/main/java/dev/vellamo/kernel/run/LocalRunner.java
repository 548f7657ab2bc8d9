package dev.vellamo.kernel.run;

import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.crank.Delivery;
import dev.vellamo.protocol.crank.VatState;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a heap whose engine is in the kernel's own JVM, on the pool.
 *
 * <p>Everything the vat does, from loading to closing, is a {@link VatWork} in its queue. Once it ended, what waits there
 * is skipped. Once a thread of it was written off nothing of the vat runs any more; what it holds is let go when that
 * thread's code returns.
 */
public final class LocalRunner extends VatRunner implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(VatRunner.class);

    /** Deliveries in a row before others get the thread: long enough to be cheap, far below a millisecond. */
    private static final int TURN = 64;

    private final WorkQueue queue = new WorkQueue();
    private RunningVat.@Nullable Loader loader;
    private @Nullable RunningVat running;

    public LocalRunner(Subject subject, RunningVat.Loader loader, VatSite site, Owner owner) {
        super(subject, site, owner);
        this.loader = loader;
    }

    /** What ended in the current turn of its thread still counts. */
    @Override
    public int queued() {
        return queue.size();
    }

    @Override
    public void start() {
        add(new VatWork.Load(this));
    }

    @Override
    public void close() {
        add(new VatWork.Close(this));
    }

    /** Writes off the thread that runs this vat's code, if there is one. */
    @Override
    public void giveUp() {
        for (var thread : site().pool().threads()) {
            if (thread.guarded() instanceof VatWork work && work.runner() == this) {
                thread.writeOff(work);
            }
        }
    }

    @Override
    protected void begin(VatState state) {
        add(new VatWork.Start(this, state));
    }

    @Override
    public void deliver(long number, Delivery delivery) {
        add(new VatWork.Deliver(this, number, delivery));
    }

    // The queue

    private void add(VatWork work) {
        if (queue.add(work)) {
            site().pool().runNext(this);
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
            site().pool().execute(this);
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

    RunningVat running() {
        return Objects.requireNonNull(running, "a vat runs only after it was loaded");
    }

    void load() throws Exception {
        var once = loader;
        loader = null;
        if (once != null && !vat().hasEnded()) {
            running = once.load(this::wake);
        }
    }

    void letGo() {
        var held = running;
        running = null;
        if (held != null) {
            held.close();
        }
    }

    void writtenOff(VatWork work, String thread) {
        disregard();
        owner().writtenOff(thread);
        var text =
                "vat " + vat().label() + ": " + work.label() + " did not end; its thread " + thread + " is written off";
        fail(work.delivery(), Fault.of(ErrorCode.DEADLINE_EXCEEDED, text));
    }

    void cameBack() {
        try {
            letGo();
        } catch (RuntimeException | Error e) {
            LOG.error("vat {} could not be closed when its code returned", vat().label(), e);
        } finally {
            queue.drop();
            owner().cameBack();
        }
    }
}
