package dev.vellamo.kernel.launch;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** What the heaps of one vat have in common: whether the vat had one, and how often they failed. */
final class VatLife {

    private final LongSupplier nowMillis;
    private volatile boolean hasBegun;
    private Restarts restarts;

    /**
     * Of a vat.
     *
     * @param hasBegun whether it was started before, maybe by an earlier kernel: then a start that fails is not its end
     * @param nowMillis since the epoch
     */
    VatLife(Restarts restarts, boolean hasBegun, LongSupplier nowMillis) {
        this.restarts = restarts;
        this.hasBegun = hasBegun;
        this.nowMillis = nowMillis;
    }

    boolean hasBegun() {
        return hasBegun;
    }

    void begun() {
        hasBegun = true;
    }

    /** After which pause it starts again; empty: it does not. In the total order. */
    Optional<Duration> failed() {
        var decision = restarts.failed(nowMillis.getAsLong());
        restarts = decision.next();
        return decision.pause();
    }
}
