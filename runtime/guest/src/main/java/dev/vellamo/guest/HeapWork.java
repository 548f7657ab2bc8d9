package dev.vellamo.guest;

import static java.util.Objects.requireNonNull;

import dev.vellamo.guest.frame.FromVat;
import dev.vellamo.guest.frame.GuestException;
import dev.vellamo.guest.frame.ToVat;
import dev.vellamo.guest.frame.VatFrames;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.crank.CrankResult;
import dev.vellamo.protocol.wire.Payload;
import dev.vellamo.protocol.wire.WireError;
import dev.vellamo.vat.engine.VatEngine;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one heap of a vat is told, and what it answers.
 *
 * <pre>
 *   NEW --Load--> LOADED --Start--> STARTED --Deliver--> STARTED
 *         +-----> ABSENT, which answers nothing
 * </pre>
 *
 * <p>Its owner calls it from one thread at a time; {@link #interrupt} may come from any.
 */
final class HeapWork {

    private enum Stage {
        NEW,
        ABSENT,
        LOADED,
        STARTED
    }

    private static final Logger LOG = LoggerFactory.getLogger(HeapWork.class);

    private final VatPlace place;
    private final Runnable waker;
    private Stage stage = Stage.NEW;
    private @Nullable VatEngine engine;

    /** Why the heap cannot be used any more, though the engine does not know. */
    private @Nullable Fault lost;

    private volatile String name = "a vat";

    private final Object running = new Object();

    // Guarded by running.
    /** The thread that runs code of the vat. */
    private @Nullable Thread thread;

    private boolean isInterrupted;

    HeapWork(VatPlace place, Runnable waker) {
        this.place = place;
        this.waker = waker;
    }

    /**
     * Runs what a frame asks for.
     *
     * @return what is to be sent, maybe nothing
     * @throws GuestException with code {@code PROTOCOL} if the frame does not belong here
     */
    List<Payload> answer(ToVat frame) {
        if (frame instanceof ToVat.Load load) {
            require(stage == Stage.NEW, "Load");
            return VatFrames.encode(load(load));
        }
        if (stage == Stage.ABSENT) {
            return List.of();
        }
        if (frame instanceof ToVat.Start start) {
            require(stage == Stage.LOADED, "Start");
            stage = Stage.STARTED;
            return result(0, engine -> engine.start(start.state()));
        }
        var deliver = (ToVat.Deliver) frame;
        require(stage == Stage.STARTED, "Deliver");
        return result(deliver.number(), engine -> engine.deliver(deliver.delivery()));
    }

    private void require(boolean isRight, String frame) {
        if (!isRight) {
            throw new GuestException(
                    WireError.PROTOCOL, frame + " came for " + name + ", which is " + stage + " and cannot take it");
        }
    }

    private FromVat load(ToVat.Load load) {
        name = "vat " + load.spec().name() + " (" + load.spec().id() + ")";
        var host = place.host(waker);
        var loaded = guarded(() -> LoadedVat.load(load.spec(), load.file(), place.files(), host));
        engine = loaded.engine();
        var reason = loaded.reason();
        stage = reason == null ? Stage.LOADED : Stage.ABSENT;
        return reason == null ? new FromVat.Loaded() : new FromVat.NotLoaded(reason);
    }

    /** A crank. */
    private interface Crank {
        CrankResult run(VatEngine engine);
    }

    private List<Payload> result(long number, Crank crank) {
        var result = lost == null ? guarded(() -> run(crank)) : new CrankResult.Aborted(lost);
        try {
            return VatFrames.encode(new FromVat.Result(number, result));
        } catch (GuestException unsendable) {
            // The engine believes that this was applied.
            lost = Fault.of(
                    ErrorCode.LIMIT_REACHED, name + ": a crank cannot leave its guest: " + unsendable.getMessage());
            return VatFrames.encode(new FromVat.Result(number, new CrankResult.Aborted(lost)));
        }
    }

    private CrankResult run(Crank crank) {
        try {
            return crank.run(requireNonNull(engine));
        } catch (RuntimeException | Error defect) {
            LOG.error("{} failed; this is a defect of Vellamo", name, defect);
            lost = Fault.of(ErrorCode.VAT_FAILED, name + " failed: " + defect);
            return new CrankResult.Aborted(lost);
        }
    }

    /** Runs code of the vat, so that it can be interrupted; what it does to its thread reaches nobody else. */
    private <T> T guarded(Supplier<T> code) {
        var current = Thread.currentThread();
        var threadName = current.getName();
        synchronized (running) {
            thread = current;
            if (isInterrupted) {
                current.interrupt();
            }
        }
        try {
            return code.get();
        } finally {
            synchronized (running) {
                thread = null;
                // Of no effect any more; the thread goes on with something else.
                Thread.interrupted();
            }
            current.setName(threadName);
            current.setContextClassLoader(place.codeParent());
        }
    }

    /** Interrupts the code of the vat that runs, or is about to; for one that is let go of. */
    void interrupt() {
        synchronized (running) {
            isInterrupted = true;
            if (thread != null) {
                thread.interrupt();
            }
        }
    }

    /** Lets go of the code. */
    void close() {
        var held = engine;
        engine = null;
        stage = Stage.ABSENT;
        if (held == null) {
            return;
        }
        try {
            held.close();
        } catch (RuntimeException | Error e) {
            LOG.error("{} could not be closed", name, e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
