package dev.vellamo.vat.engine;

import dev.vellamo.protocol.capdata.Slot;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The objects of a vat that others can call.
 *
 * <p>Invariant: one object has one slot. The only exception is a root that was passed on before it was known to be
 * the root: it answers to that slot as well.
 */
final class Exports {

    private @Nullable Exported root;

    /** The object {@code o+N} is at {@code N - 1}. */
    private @Nullable ArrayList<Exported> others;

    private @Nullable IdentityHashMap<Object, Slot> slots;

    /** An object and its methods. */
    record Exported(Object object, MethodTable methods) {}

    /** The root has a slot of its own. */
    void root(Object object) {
        root = new Exported(object, MethodTable.of(object.getClass()));
    }

    Slot slotOf(Object object) {
        if (root != null && root.object() == object) {
            return Slot.ROOT;
        }
        if (slots == null || others == null) {
            slots = new IdentityHashMap<>(4);
            others = new ArrayList<>(4);
        }
        var known = slots.get(object);
        if (known != null) {
            return known;
        }
        others.add(new Exported(object, MethodTable.of(object.getClass())));
        var slot = Slot.exported(others.size());
        slots.put(object, slot);
        return slot;
    }

    /** The object of a slot, or {@code null} if there is none. */
    @Nullable
    Exported find(Slot slot) {
        var index = slot.index();
        if (slot.isPromise() || !slot.isAllocatedByVat()) {
            return null;
        }
        if (index == 0) {
            return root;
        }
        return others == null || index > others.size() ? null : others.get((int) index - 1);
    }
}
