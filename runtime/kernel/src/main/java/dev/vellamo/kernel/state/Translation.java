package dev.vellamo.kernel.state;

import dev.vellamo.protocol.capdata.CapData;
import dev.vellamo.protocol.capdata.Slot;
import java.util.ArrayList;

/** Between the slots of one vat and what they designate in the kernel. */
final class Translation {

    private Translation() {}

    /** What a slot in the write set of this crank designates. */
    static KernelRef target(Slot slot, VatRecord vat, long crank) {
        return slot.isPromise() ? promise(slot, vat) : object(slot, vat, crank);
    }

    private static KernelPromise promise(Slot slot, VatRecord vat) {
        var known = vat.promises().find(slot);
        return known == null ? fresh(slot, vat) : known;
    }

    private static KernelObject object(Slot slot, VatRecord vat, long crank) {
        var object = vat.object(slot);
        if (object == null) {
            throw new IllegalStateException("vat " + vat.label() + ": " + slot + " passed the check and is unknown");
        }
        if (object.vat() == vat) {
            object.namedIn(crank);
            vat.ledger().unreached(object);
        }
        return object;
    }

    /** A promise that the vat made and decides. */
    static KernelPromise fresh(Slot slot, VatRecord vat) {
        var promise = new KernelPromise();
        promise.decideBy(vat);
        vat.promises().enter(slot, promise);
        return promise;
    }

    static KernelData fromVat(CapData data, VatRecord vat, long crank) {
        var slots = data.slots();
        if (slots.isEmpty()) {
            return KernelData.of(data.body());
        }
        var refs = new ArrayList<KernelRef>(slots.size());
        for (int i = 0; i < slots.size(); i++) {
            refs.add(target(slots.get(i), vat, crank));
        }
        return new KernelData(data.body(), refs);
    }

    /** A value in the next delivery to the vat. */
    static CapData toVat(KernelData data, VatRecord vat) {
        var refs = data.refs();
        if (refs.isEmpty()) {
            return CapData.of(data.body());
        }
        var slots = new ArrayList<Slot>(refs.size());
        for (int i = 0; i < refs.size(); i++) {
            slots.add(
                    refs.get(i) instanceof KernelObject object
                            ? vat.slotOf(object)
                            : promiseSlot((KernelPromise) refs.get(i), vat));
        }
        return new CapData(data.body(), slots);
    }

    /** A promise in the next delivery to the vat. */
    static Slot promiseSlot(KernelPromise promise, VatRecord vat) {
        var holder = promise.holderIn(vat);
        if (holder == null) {
            return vat.promises().enter(promise);
        }
        holder.namedIn(vat.deliveries().next());
        return holder.slot();
    }

    /** The result of a message that the vat sends: whoever gets the message will decide it. */
    static KernelPromise result(Slot slot, VatRecord vat) {
        var promise = new KernelPromise();
        vat.promises().enter(slot, promise);
        return promise;
    }
}
