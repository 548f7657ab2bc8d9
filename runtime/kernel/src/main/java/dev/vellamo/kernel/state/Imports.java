package dev.vellamo.kernel.state;

import dev.vellamo.protocol.capdata.Slot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The objects of others that one vat knows, by its slots for them. Its tables are made when first needed. */
final class Imports {

    /** One of them. */
    static final class Import {
        private final VatRecord vat;
        private final Slot slot;
        private final KernelObject object;
        private boolean isReaching = true;
        private long lastNamed;

        Import(VatRecord vat, Slot slot, KernelObject object) {
            this.vat = vat;
            this.slot = slot;
            this.object = object;
        }

        VatRecord vat() {
            return vat;
        }

        Slot slot() {
            return slot;
        }

        KernelObject object() {
            return object;
        }

        boolean isReaching() {
            return isReaching;
        }

        /** Whether a delivery to the vat names it that the vat has not run with this crank. */
        boolean isNamedAfter(long crank) {
            return lastNamed > crank;
        }
    }

    private final VatRecord vat;
    private Map<Slot, Import> bySlot = Map.of();
    private Map<KernelObject, Import> byObject = Map.of();
    private long next;

    Imports(VatRecord vat) {
        this.vat = vat;
    }

    int size() {
        return bySlot.size();
    }

    @Nullable
    Import find(Slot slot) {
        return bySlot.get(slot);
    }

    /** The slot of an object that the vat gets to know, or is told of again, by this delivery. */
    Slot slotOf(KernelObject object, long delivery, Ledger ledger) {
        var known = byObject.get(object);
        if (known == null) {
            known = add(Slot.imported(next), object, ledger);
        } else if (!known.isReaching) {
            known.isReaching = true;
            object.reachedAgainBy(known);
        }
        known.lastNamed = delivery;
        return known.slot;
    }

    /** Enters an import; its slot is not given to another any more. */
    Import add(Slot slot, KernelObject object, Ledger ledger) {
        if (bySlot.isEmpty()) {
            bySlot = new HashMap<>();
            byObject = new HashMap<>();
        }
        var entry = new Import(vat, slot, object);
        bySlot.put(slot, entry);
        byObject.put(object, entry);
        next = Math.max(next, slot.index() + 1);
        ledger.hold(object, false);
        return entry;
    }

    /** The vat does not reach it any more. */
    void drop(Import entry, Ledger ledger) {
        if (entry.isReaching) {
            entry.isReaching = false;
            entry.object.onlyRecognizedBy(entry);
            ledger.unreached(entry.object);
        }
    }

    /** The vat does not know it any more. */
    void retire(Import entry, Ledger ledger) {
        if (bySlot.remove(entry.slot, entry)) {
            byObject.remove(entry.object);
            if (entry.isReaching) {
                ledger.release(entry.object, false);
            } else {
                entry.object.forgottenBy(entry);
                ledger.unreached(entry.object);
            }
        }
    }

    /** Forgets all but these: the heap that knew them is gone. */
    void retainOnly(Predicate<Slot> kept, Ledger ledger) {
        var forgotten = new ArrayList<Import>();
        for (var entry : bySlot.values()) {
            if (kept.test(entry.slot)) {
                entry.lastNamed = 0;
            } else {
                forgotten.add(entry);
            }
        }
        forgotten.sort(java.util.Comparator.comparingLong(entry -> entry.slot.index()));
        forgotten.forEach(entry -> retire(entry, ledger));
    }

    List<Import> all() {
        return List.copyOf(bySlot.values());
    }
}
