package dev.vellamo.kernel.run;

import dev.vellamo.protocol.crank.CrankResult;
import dev.vellamo.protocol.crank.Delivery;
import dev.vellamo.protocol.crank.VatState;

/** A loaded vat, wherever its engine is. Used by one thread at a time. */
public interface RunningVat {

    /** Runs {@code Vat.root}: the first crank. */
    CrankResult start(VatState state);

    CrankResult deliver(Delivery delivery);

    /** Lets go of everything the vat's code held. */
    void close();

    /** Loads a vat; runs its author's code. */
    @FunctionalInterface
    interface Loader {
        /**
         * Loads it.
         *
         * @param wake asks for a {@link Delivery.Wake}; any thread
         */
        RunningVat load(Runnable wake) throws Exception;
    }
}
