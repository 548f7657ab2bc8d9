package dev.vellamo.vat.engine;

import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.crank.CrankResult;
import dev.vellamo.protocol.crank.Delivery;
import dev.vellamo.protocol.crank.VatState;
import dev.vellamo.vat.Vat;
import dev.vellamo.vat.VatException;
import dev.vellamo.vat.code.CodeLoader;
import dev.vellamo.vat.code.LoadedCode;
import java.util.Optional;

/**
 * Runs the objects of one vat: a delivery goes in, a write set comes out.
 *
 * <p>Its owner calls it from one thread at a time. Invariant: after a crank was aborted, or after {@link #close}, every
 * delivery is answered with the same {@link CrankResult.Aborted} and runs nothing.
 */
public final class VatEngine implements AutoCloseable {

    private final VatSpec spec;
    private final LoadedCode code;
    private final Vat vat;
    private final Crank crank;
    private final VatBoundary boundary;
    private final Exports exports;
    private final VatValues values;
    private final Invocation invocation;
    private final VatTimers timers;
    private final EngineContext context;

    /** The number of the current crank. */
    private long cranks;

    private VatEngine(VatSpec spec, VatHost host, LoadedCode code, Vat vat) {
        var owner = "vat \"" + spec.name() + "\"";
        this.spec = spec;
        this.code = code;
        this.vat = vat;
        this.crank = new Crank(owner, host);
        this.boundary = new VatBoundary(owner, crank, ValueCodec.of(code.vatClass()));
        this.exports = boundary.exports();
        this.values = boundary.values();
        this.invocation = boundary.invocation();
        this.timers = new VatTimers(boundary, owner);
        this.context = new EngineContext(spec, host, boundary, timers);
    }

    /**
     * Loads the code of a vat, makes the vat, and inspects the remotable classes that can be seen from it.
     *
     * <p>Runs code of the author (static initialisers, the constructor), so it belongs where a vat may run.
     *
     * @throws VatException with code {@code VAT_CODE_NOT_FOUND} or {@code VAT_CODE_INVALID}; nothing stays open
     */
    public static VatEngine build(VatSpec spec, VatHost host) {
        LoadedCode code;
        try {
            code = CodeLoader.load(spec.code(), host.codeParent());
        } catch (VatException e) {
            throw refused(spec, e);
        }
        try {
            RemotableInspection.inspect(code);
            return new VatEngine(spec, host, code, code.instantiate());
        } catch (VatException e) {
            code.close();
            throw refused(spec, e);
        } catch (RuntimeException | Error e) {
            code.close();
            throw e;
        }
    }

    private static VatException refused(VatSpec spec, VatException e) {
        var known = e.is(ErrorCode.VAT_CODE_NOT_FOUND);
        var errorCode = known ? ErrorCode.VAT_CODE_NOT_FOUND : ErrorCode.VAT_CODE_INVALID;
        return new VatException(
                errorCode, "vat \"" + spec.name() + "\": " + e.fault().message(), e);
    }

    /**
     * Runs {@link Vat#upgrade} if the state is of another version, then {@link Vat#root}, and makes what it returns the
     * object {@code o+0}. Called once, before any delivery.
     *
     * @return aborted if one of them threw, or root returned something that cannot be called
     */
    public CrankResult start(VatState state) {
        return run(() -> new VatStart(vat, boundary, context).run(state, timers));
    }

    /** Runs one crank. Never throws: what goes wrong is in the result. */
    public CrankResult deliver(Delivery delivery) {
        cranks++;
        return run(() -> dispatch(delivery));
    }

    /** What a crank begins with. */
    private interface Beginning {
        void run() throws Exception;
    }

    private CrankResult run(Beginning beginning) {
        var already = crank.abortReason();
        if (already != null) {
            return new CrankResult.Aborted(already);
        }
        crank.begin();
        try {
            beginning.run();
            crank.drain();
            boundary.endCrank();
            values.endCrank(crank);
        } catch (CrankAbort abort) {
            crank.abortIfFatal(abort);
        } catch (Throwable thrown) {
            crank.abort(Faults.of(thrown));
        }
        boundary.promises().endCrank();
        var result = crank.end();
        if (exports.isUsed() && result instanceof CrankResult.Completed completed) {
            exports.endCrank(completed.writeSet(), cranks);
        }
        return result;
    }

    private void dispatch(Delivery delivery) {
        if (delivery instanceof Delivery.Message message) {
            call(message);
        } else if (delivery instanceof Delivery.Notify notify) {
            boundary.promises().notified(notify.promises());
        } else if (delivery instanceof Delivery.StreamSignals signals) {
            boundary.streams().signalled(signals.signals());
        } else if (delivery instanceof Delivery.StreamOpened opened) {
            boundary.streams().opened(opened);
        } else if (delivery instanceof Delivery.TimerFired fired) {
            fire(fired.timer());
        } else if (delivery instanceof Delivery.CollectGarbage garbage) {
            boundary.garbage().collect(garbage);
        } else if (delivery instanceof Delivery.BringOutYourDead) {
            boundary.garbage().bringOut();
        } else {
            crank.acceptForeignJobs();
        }
    }

    private void call(Delivery.Message message) {
        var result = message.result();
        try {
            var value = invocation.run(message);
            if (result != null) {
                boundary.promises().decide(result, value);
            }
        } catch (Throwable thrown) {
            crank.abortIfFatal(thrown);
            boundary.receive(message.arguments());
            if (result == null) {
                var problem = Faults.of(thrown).describe();
                context.logger().warn("method \"{}\" failed and nobody waits for it: {}", message.method(), problem);
            } else {
                boundary.promises().reject(result, thrown);
            }
        }
    }

    private void fire(long timer) {
        try {
            timers.fire(timer);
        } catch (Throwable thrown) {
            crank.abortIfFatal(thrown);
            context.logger().warn("a timer failed", thrown);
        }
    }

    /** Forgets the code. Works while a crank runs on a thread that was given up; that crank has no effect any more. */
    @Override
    public void close() {
        crank.close();
        code.close();
    }

    @Override
    public String toString() {
        return "VatEngine[" + spec.name() + " " + spec.id() + "]";
    }

    /** The loader of the vat's class. */
    ClassLoader vatClassLoader() {
        return code.vatClass().getClassLoader();
    }

    VatBoundary boundary() {
        return boundary;
    }

    /** Why this engine runs nothing any more, as {@link #deliver} answers. */
    Optional<Fault> abortReason() {
        return Optional.ofNullable(crank.abortReason());
    }
}
