package dev.vellamo.vat.engine;

import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.crank.CrankResult;
import dev.vellamo.protocol.crank.Delivery;
import dev.vellamo.protocol.crank.VatState;
import java.util.Optional;

/** An engine behind the {@link EngineWire} of this run. */
final class TestEngine implements AutoCloseable {

    private static final EngineWire WIRE = EngineWire.chosen();

    private final VatEngine engine;

    private TestEngine(VatEngine engine) {
        this.engine = engine;
    }

    static TestEngine build(VatSpec spec, VatHost host) {
        return new TestEngine(VatEngine.build(WIRE.load(spec), host));
    }

    CrankResult start(VatState state) {
        return WIRE.result(engine.start(WIRE.start(state)));
    }

    CrankResult deliver(Delivery delivery) {
        return WIRE.result(engine.deliver(WIRE.deliver(delivery)));
    }

    @Override
    public void close() {
        engine.close();
    }

    ClassLoader vatClassLoader() {
        return engine.vatClassLoader();
    }

    VatBoundary boundary() {
        return engine.boundary();
    }

    Optional<Fault> abortReason() {
        return engine.abortReason();
    }
}
