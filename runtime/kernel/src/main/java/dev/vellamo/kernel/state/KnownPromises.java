package dev.vellamo.kernel.state;

import dev.vellamo.protocol.capdata.Slot;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The promises that the heap of one vat knows, by its slots for them. Its table is made when first needed. */
final class KnownPromises {

    private final VatRecord vat;
    private Map<Slot, KernelPromise> bySlot = Map.of();
    private long next;

    KnownPromises(VatRecord vat) {
        this.vat = vat;
    }

    int size() {
        return bySlot.size();
    }

    @Nullable
    KernelPromise find(Slot slot) {
        return bySlot.get(slot);
    }

    /** Enters a promise that the vat gets to know by its next delivery. */
    Slot enter(KernelPromise promise) {
        var slot = Slot.kernelPromise(next++);
        enter(slot, promise).namedIn(vat.deliveries().next());
        return slot;
    }

    /** Enters a promise under a slot that the vat gave it. */
    PromiseHolder enter(Slot slot, KernelPromise promise) {
        if (bySlot.isEmpty()) {
            bySlot = new HashMap<>();
        }
        bySlot.put(slot, promise);
        return promise.hold(vat, slot, vat.ledger());
    }

    /** Neither side uses the slot any more. */
    void retire(Slot promise) {
        bySlot.remove(promise);
    }

    /** Forgets all of them: the heap is gone. Returns them in an order that does not vary. */
    Map<Slot, KernelPromise> takeAll() {
        var known = new TreeMap<Slot, KernelPromise>(
                Comparator.comparing(Slot::origin).thenComparingLong(Slot::index));
        known.putAll(bySlot);
        bySlot = Map.of();
        next = 0;
        return known;
    }
}
