package dev.vellamo.kernel.state;

import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.crank.Delivery;
import dev.vellamo.protocol.crank.Effect;
import dev.vellamo.protocol.crank.Settlement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Who may call what, which promises are open, and where each message goes.
 *
 * <p>A message to an object goes to the vat that exported it, whose delivery then decides the message's result. A message
 * to a pending promise is parked on it and goes on, in order, when that settles. A promise that resolves to another
 * promise follows it. When a promise settles, every vat that knows it is told and both sides forget the slot.
 *
 * <p>Not thread-safe: entries are applied one after the other. Nothing here recurses over data that vats control, so no
 * chain of promises is too long.
 */
public final class KernelState {

    private final Routing routing;

    /** Slots that the crank being applied has settled. */
    private final List<Slot> retiring = new ArrayList<>();

    /**
     * A state without anything in it.
     *
     * @param unheard is told of each call that failed and that nobody waits for: its method, and why
     */
    public KernelState(BiConsumer<String, Fault> unheard) {
        this.routing = new Routing(unheard);
    }

    public void apply(Entry entry) {
        entry.applyTo(this);
        routing.settleAll(null);
    }

    void onCrank(Entry.Crank crank) {
        var vat = crank.vat();
        if (vat.isEnded() || !vat.deliveries().expects(crank.delivery())) {
            return;
        }
        var illegal = WriteSetCheck.illegalIn(crank.writeSet(), vat);
        if (illegal != null) {
            end(vat, Fault.of(ErrorCode.ILLEGAL_OPERATION, "vat " + vat.label() + ": " + illegal), crank.result());
            return;
        }
        apply(crank, vat);
        vat.applied();
        var exit = crank.writeSet().exit();
        if (exit != null) {
            end(vat, Fault.of(ErrorCode.VAT_TERMINATED, "vat " + vat.label() + " exited: " + exit), null);
        }
    }

    void onEndVat(Entry.EndVat entry) {
        if (!entry.vat().isEnded()) {
            end(entry.vat(), entry.reason(), entry.culprit());
        }
    }

    void onWake(Entry.Wake wake) {
        if (!wake.vat().isEnded()) {
            routing.deliver(wake.vat(), new Delivery.Wake());
        }
    }

    void onTimerDue(Entry.TimerDue due) {
        var vat = due.vat();
        var timer = vat.timer(due.timer());
        if (vat.isEnded() || timer == null || timer.isLate()) {
            return;
        }
        if (!due.repeats()) {
            vat.clearTimer(due.timer());
            vat.port().cancelTimer(due.timer());
        }
        timer.fire(due.timer(), vat, routing);
    }

    void onHostSend(Entry.HostSend send) {
        var result = send.message().result();
        if (result != null && send.watcher() != null) {
            result.watch(send.watcher());
        }
        routing.route(send.target(), send.message());
    }

    void onHostSettle(Entry.HostSettle settle) {
        var promise = settle.promise();
        if (promise.isPending() && promise.decider() == null) {
            routing.resolve(promise, settle.settlement());
            routing.settleAll(settle.receipt());
        } else if (settle.receipt() != null) {
            settle.receipt().returned();
        }
    }

    void onHostWatch(Entry.HostWatch watch) {
        routing.watch(watch.promise(), watch.watcher());
    }

    void onDelete(Entry.DeleteHostObject delete) {
        delete.object().delete();
    }

    // Write sets

    /** A slot that the vat settles may be named by any other effect of the crank; it is forgotten behind the last one. */
    private void apply(Entry.Crank crank, VatRecord vat) {
        var effects = crank.writeSet().effects();
        for (int i = 0; i < effects.size(); i++) {
            apply(effects.get(i), crank);
            routing.settleAll(null);
        }
        retiring.forEach(vat::retire);
        retiring.clear();
    }

    private void apply(Effect effect, Entry.Crank crank) {
        var vat = crank.vat();
        if (effect instanceof Effect.Send send) {
            apply(send, vat);
        } else if (effect instanceof Effect.Settle settle) {
            apply(settle, crank.delivery(), vat);
        } else if (effect instanceof Effect.SetTimer timer) {
            apply(timer, vat);
        } else if (effect instanceof Effect.CancelTimer cancel) {
            vat.clearTimer(cancel.timer());
            vat.port().cancelTimer(cancel.timer());
        }
    }

    private void apply(Effect.Send send, VatRecord vat) {
        var target = Translation.target(send.target(), vat);
        var arguments = Translation.fromVat(send.arguments(), vat);
        var result = send.result() == null ? null : Translation.result(send.result(), vat);
        routing.route(target, new KernelMessage(send.method(), arguments, result));
    }

    private void apply(Effect.Settle settle, long delivery, VatRecord vat) {
        var known = vat.promise(settle.promise());
        var promise = known == null ? Translation.fresh(settle.promise(), vat) : known;
        KernelSettlement outcome = settle.settlement() instanceof Settlement.Fulfilled fulfilled
                ? new KernelSettlement.Fulfilled(Translation.fromVat(fulfilled.value(), vat))
                : new KernelSettlement.Rejected(((Settlement.Rejected) settle.settlement()).reason());
        var holder = promise.holderIn(vat);
        if (holder != null && !holder.isNamedAfter(delivery)) {
            promise.letGo(vat);
            retiring.add(settle.promise());
        }
        promise.decideBy(null);
        routing.resolve(promise, outcome);
    }

    private void apply(Effect.SetTimer timer, VatRecord vat) {
        var message = timer.message();
        var call = message == null
                ? null
                : new KernelTimer.Call(
                        Translation.target(message.target(), vat),
                        message.method(),
                        Translation.fromVat(message.arguments(), vat));
        vat.setTimer(timer.timer(), new KernelTimer(call));
        vat.port().setTimer(timer.timer(), timer.delay(), timer.period());
    }

    // The end of a vat

    private void end(VatRecord vat, Fault reason, @Nullable Slot culprit) {
        for (var known : vat.end(reason).entrySet()) {
            if (known.getValue().decider() == vat) {
                var isCulprit = known.getKey().equals(culprit);
                var outcome = new KernelSettlement.Rejected(isCulprit ? reason : terminated(vat, reason));
                known.getValue().decideBy(null);
                routing.settle(known.getValue(), outcome);
            }
        }
    }

    private static Fault terminated(VatRecord vat, Fault reason) {
        return reason.is(ErrorCode.VAT_TERMINATED)
                ? reason
                : new Fault(
                        ErrorCode.VAT_TERMINATED.name(),
                        null,
                        "vat " + vat.label() + " was terminated before it answered",
                        reason);
    }
}
