package dev.vellamo.kernel.state;

import dev.vellamo.kernel.store.StoredRow;
import dev.vellamo.protocol.crank.Delivery;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A running timer of a vat. One that makes a call is durable; its time goes on while its vat is down.
 *
 * <p>Invariant: of what it brings, at most one waits to be run. A periodic timer that is due while its last call has not
 * been run is skipped, so a slow vat finds one late call and not one for each period it missed.
 */
final class KernelTimer extends Tracked {

    /** A call that the timer makes. */
    record Call(KernelRef target, String method, KernelData arguments) {}

    /** When it is due, in milliseconds since the epoch, and after what time again. */
    record Times(long dueMillis, @Nullable Duration period) {

        Duration delay(long nowMillis) {
            return Duration.ofMillis(Math.max(0, dueMillis - nowMillis));
        }
    }

    private final VatRecord vat;
    private final long number;
    private final @Nullable Call call;
    private Times times;
    private @Nullable VatRecord busy;
    private long delivery;

    /** Of the message that its last call became. */
    private long place;

    /** Whether its last call may wait on a promise, or may have gone on from there to a queue that is not known yet. */
    private boolean mayBeParked;

    /**
     * A timer that is not due yet.
     *
     * @param call what it does when it is due, or {@code null} for {@link Delivery.TimerFired}
     */
    KernelTimer(VatRecord vat, long number, Times times, @Nullable Call call) {
        this.vat = vat;
        this.number = number;
        this.times = times;
        this.call = call;
    }

    Times times() {
        return times;
    }

    void begin(Ledger ledger) {
        if (call != null) {
            ledger.hold(call.target(), true);
            ledger.hold(call.arguments().refs(), true);
            ledger.journal().changed(this);
        }
    }

    void end(Ledger ledger) {
        if (call != null) {
            ledger.journal().removed(this);
            ledger.release(call.arguments().refs(), true);
            ledger.release(call.target(), true);
        }
    }

    /** Whether it is still there when the heap of its vat is gone. */
    boolean outlivesHeap() {
        return call != null && !(call.target() instanceof KernelObject object && object.isDeleted());
    }

    /** It is on disk already; so may be the message that its last call became. */
    void loaded(Ledger ledger) {
        mayBeParked = times.period() != null;
        ledger.journal().loaded(this);
    }

    /** Whether what it last brought has not been run yet, as far as that is known. */
    boolean isLate() {
        if (call == null) {
            return busy != null && busy.waitsFor(delivery);
        }
        if (mayBeParked) {
            locate(call);
        }
        return mayBeParked || (busy != null && busy.queue().waitsUpTo(place));
    }

    /**
     * Finds where its last call is. One that left a promise is in the queue of the vat that the promise became, before
     * whatever is sent from now on.
     */
    private void locate(Call made) {
        var end = Routing.endOf(made.target());
        mayBeParked = end instanceof KernelPromise;
        busy = end instanceof KernelObject object ? object.vat() : null;
        place = vat.ledger().numbers().places().last();
    }

    /** Brings it to its vat, or makes its call. */
    void fire(Routing routing, long nowMillis) {
        var period = times.period();
        if (period != null && call != null) {
            times = new Times(nowMillis + period.toMillis(), period);
            vat.ledger().journal().changed(this);
        }
        if (call == null) {
            busy = vat;
            delivery = vat.deliver(new Delivery.TimerFired(number));
            return;
        }
        routing.route(call.target(), new KernelMessage(call.method(), call.arguments(), null));
        locate(call);
    }

    @Override
    StoredRow row(Numbers numbers) {
        if (call == null) {
            throw new IllegalStateException("a timer without a call is not stored");
        }
        var period = times.period();
        return new StoredRow.Timer(
                vat.id(),
                number,
                times.dueMillis(),
                period == null ? 0 : period.toNanos(),
                Ledger.text(call.target(), numbers),
                call.method(),
                Ledger.stored(call.arguments(), numbers));
    }

    @Override
    StoredRow.Key key() {
        return StoredRow.Timer.key(vat.id(), number);
    }
}
