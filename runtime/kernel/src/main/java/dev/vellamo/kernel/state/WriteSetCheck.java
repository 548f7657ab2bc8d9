package dev.vellamo.kernel.state;

import dev.vellamo.protocol.capdata.CapData;
import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.crank.Effect;
import dev.vellamo.protocol.crank.Settlement;
import dev.vellamo.protocol.crank.WriteSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a vat may do all that a write set says, decided before any of it is done.
 *
 * <p>A vat may name its own exports, what the kernel introduced to it, and promises it knows; it may settle only promises
 * it decides, each once.
 */
final class WriteSetCheck {

    private final VatRecord vat;
    private @Nullable StreamCheck streams;
    /** Promises that an effect settles or expects an answer by; {@code null} if there is but one effect. */
    private final @Nullable Set<Slot> taken;

    /** New promises that effects so far pass on or send to. */
    private @Nullable Set<Slot> named;

    /** Imports that effects so far let go of; {@code null} if there are none. */
    private @Nullable Set<Slot> letGo;

    private WriteSetCheck(VatRecord vat, int effects) {
        this.vat = vat;
        this.taken = effects > 1 ? new HashSet<>() : null;
    }

    /** What is illegal in the write set, or {@code null} if nothing is. */
    static @Nullable String illegalIn(WriteSet writeSet, VatRecord vat) {
        var effects = writeSet.effects();
        if (effects.isEmpty()) {
            return null;
        }
        var check = new WriteSetCheck(vat, effects.size());
        for (int i = 0; i < effects.size(); i++) {
            var illegal = check.illegal(effects.get(i));
            if (illegal != null) {
                return illegal;
            }
        }
        return check.letGo == null ? null : stillStored(check.letGo, effects, vat);
    }

    /** Of what is let go of, no value may be left that names it when all effects are applied. */
    private static @Nullable String stillStored(Set<Slot> letGo, List<Effect> effects, VatRecord vat) {
        var changed = new HashMap<String, List<Slot>>();
        for (var effect : effects) {
            if (effect instanceof Effect.Put put) {
                changed.put(put.key(), put.value().slots());
            } else if (effect instanceof Effect.Delete delete) {
                changed.put(delete.key(), List.of());
            }
        }
        for (var slot : letGo) {
            if (vat.values().namesAfter(changed, slot)) {
                return "let go of " + slot + ", which a stored value names";
            }
        }
        return null;
    }

    private @Nullable String illegal(Effect effect) {
        if (effect instanceof Effect.Send send) {
            return illegalSend(send);
        }
        if (effect instanceof Effect.Settle settle) {
            return illegalSettle(settle);
        }
        if (effect instanceof Effect.SetTimer timer) {
            return illegalTimer(timer);
        }
        if (effect instanceof Effect.Put put) {
            return illegalPut(put);
        }
        if (effect instanceof Effect.SignalStream signal) {
            return streams().illegal(signal);
        }
        if (effect instanceof Effect.OpenStream open) {
            var illegal = streams().illegal(open);
            return illegal == null ? illegalSend(open.opening()) : illegal;
        }
        if (effect instanceof Effect.Watch watch) {
            return illegalWatch(watch);
        }
        return illegalRelease(effect);
    }

    private StreamCheck streams() {
        if (streams == null) {
            streams = new StreamCheck(vat.streams());
        }
        return streams;
    }

    private @Nullable String illegalRelease(Effect effect) {
        if (effect instanceof Effect.Revoke revoke) {
            var slot = revoke.export();
            return slot.isAllocatedByVat() && !slot.isPromise() ? null : "revoke " + slot + ", which is no export";
        }
        if (effect instanceof Effect.DropImports drop) {
            return illegalImports("drop", drop.imports());
        }
        if (effect instanceof Effect.RetireImports retire) {
            return illegalImports("retire", retire.imports());
        }
        return effect instanceof Effect.RetireExports retire ? illegalRetirement(retire) : null;
    }

    private @Nullable String illegalImports(String what, List<Slot> slots) {
        for (var slot : slots) {
            if (slot.isPromise() || slot.isAllocatedByVat() || vat.imports().find(slot) == null) {
                return what + " " + slot + ", which this vat does not import";
            }
            if (letGo == null) {
                letGo = new HashSet<>();
            }
            letGo.add(slot);
        }
        return null;
    }

    /** What others got hold of after the vat was told that nobody reaches it is no fault of the vat. */
    private @Nullable String illegalRetirement(Effect.RetireExports retire) {
        for (var slot : retire.exports()) {
            var object =
                    slot.isAllocatedByVat() && !slot.isPromise() ? vat.exports().find(slot) : null;
            if (slot.equals(Slot.ROOT) || (object != null && object.isReached() && !object.isLetGo())) {
                return "retire " + slot + ", which others reach";
            }
        }
        return null;
    }

    private @Nullable String illegalPut(Effect.Put put) {
        for (var slot : put.value().slots()) {
            if (slot.isPromise()) {
                return "store the promise " + slot;
            }
            if (slot.isAllocatedByVat() ? !slot.isDurableExport() : !mayName(slot)) {
                return "store " + slot + ", which is not there after a restart";
            }
        }
        return null;
    }

    private @Nullable String illegalWatch(Effect.Watch watch) {
        if (!watch.promise().isPromise() || !mayName(watch.promise())) {
            return "watch " + watch.promise() + ", which this vat was never given";
        }
        return watch.message().target().isDurableExport()
                ? illegalSend(watch.message())
                : "watch by " + watch.message().target() + ", which is not there after a restart";
    }

    private @Nullable String illegalTimer(Effect.SetTimer timer) {
        var period = timer.period();
        if (timer.delay().isNegative() || (period != null && (period.isNegative() || period.isZero()))) {
            return "timer " + timer.timer() + " has a delay of " + timer.delay() + " and a period of " + period;
        }
        var message = timer.message();
        if (message == null) {
            return null;
        }
        return message.result() == null ? illegalSend(message) : "a timer's message has a result";
    }

    private @Nullable String illegalSend(Effect.Send send) {
        if (!mayName(send.target())) {
            return "send to " + send.target() + ", which this vat was never given";
        }
        var illegal = illegalData(send.arguments());
        var result = send.result();
        if (illegal != null || result == null) {
            return illegal;
        }
        var isNew = isFresh(result) && (named == null || !named.contains(result)) && take(result);
        return isNew ? null : "result " + result + " is not a new promise";
    }

    private @Nullable String illegalSettle(Effect.Settle settle) {
        var slot = settle.promise();
        var promise = vat.promises().find(slot);
        var mayDecide = promise == null ? isFresh(slot) : promise.decider() == vat;
        if (!mayDecide || !take(slot)) {
            return "settle " + slot + ", which this vat does not decide";
        }
        return settle.settlement() instanceof Settlement.Fulfilled fulfilled ? illegalData(fulfilled.value()) : null;
    }

    private @Nullable String illegalData(CapData data) {
        var slots = data.slots();
        for (int i = 0; i < slots.size(); i++) {
            if (!mayName(slots.get(i))) {
                return "a value names " + slots.get(i) + ", which this vat was never given";
            }
        }
        return null;
    }

    private boolean mayName(Slot slot) {
        if (!slot.isPromise()) {
            return slot.isAllocatedByVat() || (vat.object(slot) != null && (letGo == null || !letGo.contains(slot)));
        }
        if (vat.promises().find(slot) != null) {
            return true;
        }
        if (slot.isAllocatedByVat()) {
            name(slot);
        }
        return slot.isAllocatedByVat();
    }

    private void name(Slot fresh) {
        if (named == null) {
            named = new HashSet<>();
        }
        named.add(fresh);
    }

    private boolean isFresh(Slot slot) {
        return slot.isPromise() && slot.isAllocatedByVat() && vat.promises().find(slot) == null;
    }

    private boolean take(Slot slot) {
        return taken == null || taken.add(slot);
    }
}
