package dev.vellamo.kernel.state;

import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.crank.Effect;
import dev.vellamo.protocol.crank.Settlement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** Carries out write sets that passed the check. */
final class Cranks {

    private final Ledger ledger;
    private final Routing routing;
    private final Streams streams;
    private final LongSupplier nowMillis;

    /** Slots that the crank being applied has settled. */
    private final List<Slot> retiring = new ArrayList<>();

    Cranks(Ledger ledger, Routing routing, Streams streams, LongSupplier nowMillis) {
        this.streams = streams;
        this.ledger = ledger;
        this.routing = routing;
        this.nowMillis = nowMillis;
    }

    /** A slot that the vat settles may be named by any other effect of the crank; it is forgotten behind the last one. */
    void apply(Entry.Crank crank) {
        var vat = crank.vat();
        var effects = crank.writeSet().effects();
        for (int i = 0; i < effects.size(); i++) {
            apply(effects.get(i), crank);
            routing.settling().settleAll(null);
        }
        retiring.forEach(vat.promises()::retire);
        retiring.clear();
    }

    private void apply(Effect effect, Entry.Crank crank) {
        var vat = crank.vat();
        var number = crank.delivery();
        if (effect instanceof Effect.Send send) {
            routing.route(Translation.target(send.target(), vat, number), message(send, vat, number));
        } else if (effect instanceof Effect.Settle settle) {
            apply(settle, number, vat);
        } else if (effect instanceof Effect.Put put) {
            apply(put, vat, number);
        } else if (effect instanceof Effect.Delete delete) {
            vat.values().delete(delete.key(), ledger.journal());
        } else if (effect instanceof Effect.SetTimer timer) {
            apply(timer, vat, number);
        } else if (effect instanceof Effect.CancelTimer cancel) {
            vat.timers().clear(cancel.timer());
            vat.port().cancelTimer(cancel.timer());
        } else if (effect instanceof Effect.Watch watch) {
            apply(watch, vat, number);
        } else if (effect instanceof Effect.OpenStream open) {
            apply(open, vat, number);
        } else if (effect instanceof Effect.SignalStream signal) {
            apply(signal, vat);
        } else {
            release(effect, vat, number);
        }
    }

    private void apply(Effect.OpenStream open, VatRecord vat, long crank) {
        var target = (KernelObject) Translation.target(open.opening().target(), vat, crank);
        streams.open(vat, open.stream(), target, message(open.opening(), vat, crank));
    }

    private void apply(Effect.SignalStream signal, VatRecord vat) {
        var end = vat.streams().find(signal.stream());
        if (end != null) {
            streams.say(end, signal.signal());
        }
    }

    private void apply(Effect.Put put, VatRecord vat, long crank) {
        for (var slot : put.value().slots()) {
            Translation.target(slot, vat, crank);
        }
        vat.values().put(put, ledger.journal());
    }

    private static KernelMessage message(Effect.Send send, VatRecord vat, long crank) {
        return new KernelMessage(
                send.method(),
                Translation.fromVat(send.arguments(), vat, crank),
                send.result() == null ? null : Translation.result(send.result(), vat));
    }

    private void apply(Effect.Settle settle, long delivery, VatRecord vat) {
        var known = vat.promises().find(settle.promise());
        var promise = known == null ? Translation.fresh(settle.promise(), vat) : known;
        KernelSettlement outcome = settle.settlement() instanceof Settlement.Fulfilled fulfilled
                ? new KernelSettlement.Fulfilled(Translation.fromVat(fulfilled.value(), vat, delivery))
                : new KernelSettlement.Rejected(((Settlement.Rejected) settle.settlement()).reason());
        routing.settling().decideBy(promise, null);
        routing.settling().resolve(promise, outcome);
        var holder = promise.holderIn(vat);
        if (holder != null && !holder.isNamedAfter(delivery)) {
            promise.letGo(vat, ledger);
            retiring.add(settle.promise());
        }
    }

    private void apply(Effect.SetTimer timer, VatRecord vat, long crank) {
        var message = timer.message();
        var call = message == null
                ? null
                : new KernelTimer.Call(
                        Translation.target(message.target(), vat, crank),
                        message.method(),
                        Translation.fromVat(message.arguments(), vat, crank));
        var due = nowMillis.getAsLong() + roundedUpMillis(timer.delay());
        vat.timers().clear(timer.timer());
        var times = new KernelTimer.Times(due, timer.period());
        vat.timers().set(timer.timer(), new KernelTimer(vat, timer.timer(), times, call));
        vat.port().setTimer(timer.timer(), timer.delay(), timer.period());
    }

    /** Longer than anybody waits, and far from what overflows. */
    private static long roundedUpMillis(Duration delay) {
        var longest = Duration.ofDays(365_000_000L);
        return delay.compareTo(longest) > 0
                ? longest.toMillis()
                : delay.plusNanos(999_999).toMillis();
    }

    private void apply(Effect.Watch watch, VatRecord vat, long crank) {
        var message = message(watch.message(), vat, crank);
        var target = (KernelObject) Translation.target(watch.message().target(), vat, crank);
        routing.watch((KernelPromise) Translation.target(watch.promise(), vat, crank), target, message);
    }

    private void release(Effect effect, VatRecord vat, long crank) {
        if (effect instanceof Effect.Revoke revoke) {
            var object = (KernelObject) Translation.target(revoke.export(), vat, crank);
            object.revoke(ledger);
            streams.revoked(object);
        } else if (effect instanceof Effect.DropImports drop) {
            drop.imports().forEach(slot -> drop(slot, vat, crank));
        } else if (effect instanceof Effect.RetireImports retire) {
            retire.imports().forEach(slot -> retire(slot, vat, crank));
        } else if (effect instanceof Effect.RetireExports retire) {
            retire.exports().forEach(slot -> retireExport(slot, vat));
        }
    }

    private void drop(Slot slot, VatRecord vat, long crank) {
        var entry = vat.imports().find(slot);
        if (entry != null && !entry.isNamedAfter(crank)) {
            vat.imports().drop(entry, ledger);
        }
    }

    /** One that was to be dropped and is named again is not retired either. */
    private void retire(Slot slot, VatRecord vat, long crank) {
        var entry = vat.imports().find(slot);
        if (entry != null && !entry.isNamedAfter(crank) && !entry.isReaching()) {
            vat.imports().retire(entry, ledger);
        }
    }

    private void retireExport(Slot slot, VatRecord vat) {
        var object = vat.exports().find(slot);
        if (object != null) {
            vat.exports().lose(object);
        }
    }
}
