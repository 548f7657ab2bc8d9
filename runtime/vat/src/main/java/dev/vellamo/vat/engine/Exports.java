package dev.vellamo.vat.engine;

import dev.vellamo.protocol.capdata.CapData;
import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.crank.Effect;
import dev.vellamo.protocol.crank.Settlement;
import dev.vellamo.protocol.crank.WriteSet;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The objects of a vat that have slots.
 *
 * <p>Invariant: one object has one slot. The only exception is a durable object that is the root as well.
 */
final class Exports {

    private final ReferenceQueue<Object> dead;
    private @Nullable Object root;
    private @Nullable MethodTable rootMethods;
    private long nextIndex = 1;
    private boolean used;
    private final Map<Slot, Export> bySlot = new HashMap<>(4);

    /** Keys are {@link Export.Life}, each that of its export. */
    private final Map<Object, Export> byObject = new HashMap<>(4);

    /** Given a slot in this crank. */
    private final List<Export> fresh = new ArrayList<>(0);

    Exports(ReferenceQueue<Object> dead) {
        this.dead = dead;
    }

    /** Makes an object the root. Gives the slot of the heap that it had before, if it was passed on already. */
    @Nullable
    Slot root(Object object) {
        rootMethods = MethodTable.of(object.getClass());
        var before = byObject.get(new Export.Sought(object));
        root = object;
        if (before == null || before.isDurable()) {
            return null;
        }
        forget(before);
        return before.slot();
    }

    /** The methods of an object; those of the root are at hand. */
    MethodTable methodsOf(Object object) {
        return object == root && rootMethods != null ? rootMethods : MethodTable.of(object.getClass());
    }

    /** The slot of an object; an object that has none gets one of the heap. */
    Slot slotOf(Object object) {
        var known = find(object);
        if (known == null) {
            MethodTable.of(object.getClass());
            var made = new Export(Slot.exported(nextIndex++), Reach.UNKNOWN);
            add(made, object);
            made.hold();
            fresh.add(made);
            return made.slot();
        }
        return known;
    }

    /** The slot of an object, or {@code null} if it has none. */
    @Nullable
    Slot find(Object object) {
        if (object == root) {
            return Slot.ROOT;
        }
        var known = byObject.get(new Export.Sought(object));
        if (known == null) {
            return null;
        }
        if (known.reach() != Reach.REACHED) {
            known.hold();
            fresh.add(known);
        }
        return known.slot();
    }

    /** The object of a slot, or {@code null} if the heap has none. */
    @Nullable
    Object object(Slot slot) {
        if (slot.index() == 0 && slot.origin() == Slot.Origin.VAT) {
            return root;
        }
        var export = export(slot);
        return export == null ? null : export.object();
    }

    @Nullable
    Export export(Slot slot) {
        return bySlot.get(slot);
    }

    /** Whether it was not forgotten. */
    boolean has(Export export) {
        return bySlot.containsKey(export.slot());
    }

    /** Makes a durable slot stand for an object, which is new or made again. */
    void durable(Slot slot, Object object, Reach reach) {
        var export = export(slot);
        add(export == null ? new Export(slot, reach) : export, object);
    }

    /** The export of a durable object, whether the heap has used it or not. */
    Export ofDurable(Slot slot) {
        used = true;
        return bySlot.computeIfAbsent(slot, absent -> new Export(absent, Reach.REACHED));
    }

    private void add(Export export, Object object) {
        used = true;
        if (export.life() != null) {
            byObject.remove(export.life());
        }
        var life = new Export.Life(object, export, dead);
        export.live(life);
        bySlot.put(export.slot(), export);
        byObject.put(life, export);
    }

    void forget(Export export) {
        bySlot.remove(export.slot());
        if (export.life() != null) {
            byObject.remove(export.life());
        }
    }

    /** Forgets an object that is dead; its slot may live on. */
    void buried(Export.Life life) {
        byObject.remove(life);
    }

    int size() {
        return bySlot.size();
    }

    /** Whether an object other than the root ever had a slot. */
    boolean isUsed() {
        return used;
    }

    /** What a crank named outside is reached from there. */
    void endCrank(WriteSet writeSet, long crank) {
        for (var effect : writeSet.effects()) {
            name(effect, crank);
        }
        if (!fresh.isEmpty()) {
            fresh.forEach(Export::settle);
            fresh.clear();
        }
    }

    private void name(Effect effect, long crank) {
        if (effect instanceof Effect.Send send) {
            name(send, crank);
        } else if (effect instanceof Effect.Settle settle) {
            if (settle.settlement() instanceof Settlement.Fulfilled fulfilled) {
                name(fulfilled.value(), crank);
            }
        } else if (effect instanceof Effect.Put put) {
            name(put.value(), crank);
        } else if (effect instanceof Effect.Watch watch) {
            name(watch.message(), crank);
        } else if (effect instanceof Effect.SetTimer timer && timer.message() != null) {
            name(timer.message(), crank);
        } else if (effect instanceof Effect.OpenStream open) {
            name(open.opening(), crank);
        } else if (effect instanceof Effect.Revoke revoke) {
            name(revoke.export(), crank);
        }
    }

    private void name(Effect.Send send, long crank) {
        name(send.target(), crank);
        name(send.arguments(), crank);
    }

    private void name(CapData value, long crank) {
        var slots = value.slots();
        for (var i = 0; i < slots.size(); i++) {
            name(slots.get(i), crank);
        }
    }

    private void name(Slot slot, long crank) {
        if (slot.isPromise() || !slot.isAllocatedByVat() || slot.equals(Slot.ROOT)) {
            return;
        }
        var export = bySlot.get(slot);
        if (export == null && slot.isDurableExport()) {
            export = ofDurable(slot);
        }
        if (export != null) {
            export.named(crank);
        }
    }
}
