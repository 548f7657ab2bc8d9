package dev.vellamo.kernel.state;

import dev.vellamo.protocol.crank.Delivery;
import org.jspecify.annotations.Nullable;

/**
 * A running timer of a vat.
 *
 * <p>Invariant: of what it brings, at most one waits to be run. A periodic timer that is due while its last call has not
 * been run is skipped, so a slow vat finds one late call and not one for each period it missed.
 */
final class KernelTimer {

    /** A call that the timer makes. */
    record Call(KernelRef target, String method, KernelData arguments) {}

    private final @Nullable Call call;
    private @Nullable VatRecord busy;
    private long delivery;
    private @Nullable KernelPromise parkedOn;

    /**
     * A timer that is not due yet.
     *
     * @param call what it does when it is due, or {@code null} for {@link Delivery.TimerFired}
     */
    KernelTimer(@Nullable Call call) {
        this.call = call;
    }

    /** Whether what it last brought has not been run yet. */
    boolean isLate() {
        return busy != null ? busy.waitsFor(delivery) : parkedOn != null && parkedOn.settlement() == null;
    }

    /** Brings it to {@code vat}, or makes its call. */
    void fire(long number, VatRecord vat, Routing routing) {
        busy = null;
        parkedOn = null;
        if (call == null) {
            busy = vat;
            delivery = routing.deliver(vat, new Delivery.TimerFired(number));
            return;
        }
        var end = Routing.endOf(call.target());
        if (end instanceof KernelObject object && object.vat() != null) {
            busy = object.vat();
            delivery = busy.deliveries().next();
        } else if (end instanceof KernelPromise promise) {
            parkedOn = promise;
        }
        routing.route(call.target(), new KernelMessage(call.method(), call.arguments(), null));
    }
}
