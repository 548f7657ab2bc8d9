package dev.vellamo.vat.engine;

import dev.vellamo.protocol.crank.CrankResult;
import dev.vellamo.protocol.crank.Delivery;
import dev.vellamo.protocol.crank.VatState;
import java.util.ServiceLoader;

/** What is between a kernel and an engine. Here nothing; who runs these tests elsewhere puts something there. */
public interface EngineWire {

    VatSpec load(VatSpec spec);

    VatState start(VatState state);

    Delivery deliver(Delivery delivery);

    CrankResult result(CrankResult result);

    /** The one that is on the class path as a service, else one that passes everything on as it is. */
    static EngineWire chosen() {
        return ServiceLoader.load(EngineWire.class).findFirst().orElseGet(Nothing::new);
    }

    /** Engine and kernel in one heap. */
    final class Nothing implements EngineWire {
        @Override
        public VatSpec load(VatSpec spec) {
            return spec;
        }

        @Override
        public VatState start(VatState state) {
            return state;
        }

        @Override
        public Delivery deliver(Delivery delivery) {
            return delivery;
        }

        @Override
        public CrankResult result(CrankResult result) {
            return result;
        }
    }
}
