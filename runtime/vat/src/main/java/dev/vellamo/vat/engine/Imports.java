package dev.vellamo.vat.engine;

import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.capdata.Slot;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The refs of a vat to objects of others: one for each, held weakly. */
final class Imports {

    private final VatBoundary boundary;
    private final ReferenceQueue<Object> dead;
    private final Map<Slot, Life> bySlot = new HashMap<>(4);

    /** Slots that the kernel has forgotten and values still name. */
    private Set<Slot> gone = Set.of();

    /** The weak side of a ref. */
    static final class Life extends WeakReference<VatRef> {
        private final Slot slot;

        Life(VatRef ref, Slot slot, ReferenceQueue<Object> dead) {
            super(ref, dead);
            this.slot = slot;
        }

        Slot slot() {
            return slot;
        }
    }

    Imports(VatBoundary boundary, ReferenceQueue<Object> dead) {
        this.boundary = boundary;
        this.dead = dead;
    }

    VatRef ref(Slot slot) {
        var life = bySlot.get(slot);
        var known = life == null ? null : life.get();
        if (known != null) {
            return known;
        }
        var made = new VatRef(boundary, slot, null);
        if (gone.contains(slot)) {
            lose(made);
        } else {
            bySlot.put(slot, new Life(made, slot, dead));
        }
        return made;
    }

    /** Whether the heap holds a ref. */
    boolean isAlive(Slot slot) {
        var life = life(slot);
        return life != null && life.get() != null;
    }

    @Nullable
    Life life(Slot slot) {
        return bySlot.get(slot);
    }

    /** Forgets a slot that nothing in the vat names. Gives whether the kernel still knows it. */
    boolean forget(Slot slot) {
        bySlot.remove(slot);
        return gone.isEmpty() || !gone.remove(slot);
    }

    /** The object is gone for good: refs to it that are still there, or that values still hold, are lost. */
    void retire(Slot slot) {
        var life = bySlot.remove(slot);
        var ref = life == null ? null : life.get();
        if (ref != null) {
            lose(ref);
        }
        if (boundary.values().names(slot)) {
            if (gone.isEmpty()) {
                gone = new HashSet<>(4);
            }
            gone.add(slot);
        }
    }

    private static void lose(VatRef ref) {
        ref.lose(Fault.of(ErrorCode.OBJECT_DELETED, "the object behind " + ref + " no longer exists"));
    }

    int size() {
        return bySlot.size();
    }
}
