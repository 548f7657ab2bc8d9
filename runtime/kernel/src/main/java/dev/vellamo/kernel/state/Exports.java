package dev.vellamo.kernel.state;

import dev.vellamo.protocol.capdata.Slot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The objects of one vat that others know or knew, by its slots for them, its root above all. Its table is made when first needed. */
final class Exports {

    private final VatRecord vat;
    private final Ledger ledger;
    private final KernelObject root;
    private Map<Slot, KernelObject> bySlot = Map.of();

    Exports(VatRecord vat, Ledger ledger) {
        this.vat = vat;
        this.ledger = ledger;
        this.root = KernelObject.ofVat(vat, Slot.ROOT);
    }

    KernelObject root() {
        return root;
    }

    /** An export; a new one is entered. */
    KernelObject export(Slot slot) {
        if (slot.equals(Slot.ROOT)) {
            return root;
        }
        if (bySlot.isEmpty()) {
            bySlot = new HashMap<>();
        }
        return bySlot.computeIfAbsent(slot, fresh -> KernelObject.ofVat(vat, fresh));
    }

    /** An export that is known, or {@code null}. */
    @Nullable
    KernelObject find(Slot slot) {
        return slot.equals(Slot.ROOT) ? root : bySlot.get(slot);
    }

    /** Whether this is what its slot designates now. */
    boolean has(KernelObject object) {
        return bySlot.get(object.slot()) == object;
    }

    /** The vat has this object no more: who still knows it is told so. */
    void lose(KernelObject object) {
        object.delete();
        ledger.garbage().orphaned(object);
        retire(object);
    }

    /** Nobody else knows this export any more, or its object is gone. */
    void retire(KernelObject object) {
        bySlot.remove(object.slot(), object);
        object.unmark(ledger);
    }

    /** All but the root. */
    List<KernelObject> all() {
        return List.copyOf(bySlot.values());
    }

    /** A heap begins, which counts its cranks anew: it is to know those that others know, and no others are known. */
    Set<Slot> startHeap() {
        var known = new HashSet<Slot>();
        for (var export : all()) {
            export.startsAgain();
            if (export.isToBeKnown()) {
                known.add(export.slot());
                ledger.unreached(export);
            } else {
                retire(export);
            }
        }
        return known;
    }

    /** Those that only the heap had are gone with it. */
    void loseHeap() {
        var lost = new ArrayList<KernelObject>();
        for (var export : bySlot.values()) {
            if (!export.slot().isDurableExport()) {
                lost.add(export);
            }
        }
        lost.forEach(this::lose);
    }

    /** The vat has ended, and with it all of them. */
    void end() {
        bySlot.values().forEach(this::end);
        end(root);
    }

    private void end(KernelObject object) {
        ledger.garbage().orphaned(object);
        object.unmark(ledger);
    }
}
