package dev.vellamo.vat.engine;

import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.capdata.Slot;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The refs of a vat to objects of others: one for each, held weakly. */
final class Imports {

    private final VatBoundary boundary;
    private final ReferenceQueue<Object> dead;
    private @Nullable Map<Slot, Life> bySlot;

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
        if (bySlot == null) {
            bySlot = new HashMap<>(4);
        }
        var life = bySlot.get(slot);
        var known = life == null ? null : life.get();
        if (known != null) {
            return known;
        }
        var made = new VatRef(boundary, slot, null);
        bySlot.put(slot, new Life(made, slot, dead));
        return made;
    }

    /** Whether the heap holds a ref. */
    boolean isAlive(Slot slot) {
        var life = life(slot);
        return life != null && life.get() != null;
    }

    @Nullable
    Life life(Slot slot) {
        return bySlot == null ? null : bySlot.get(slot);
    }

    void forget(Slot slot) {
        if (bySlot != null) {
            bySlot.remove(slot);
        }
    }

    /** The object is gone for good: a ref to it that is still there is lost. */
    void retire(Slot slot) {
        var life = life(slot);
        var ref = life == null ? null : life.get();
        if (ref != null) {
            ref.lose(Fault.of(ErrorCode.OBJECT_DELETED, "the object behind " + ref + " no longer exists"));
        }
        forget(slot);
    }

    int size() {
        return bySlot == null ? 0 : bySlot.size();
    }
}
