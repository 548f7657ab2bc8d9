package dev.vellamo.kernel.store;

import dev.vellamo.kernel.store.StoredRow.VatValue;
import dev.vellamo.protocol.capdata.Slot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether the values of vats name only what is there after a restart, and by slots that mean the same in all values of one
 * vat.
 */
final class VatValueCheck {

    private final StoreIndex index;
    private final List<StoreProblem> problems = new ArrayList<>();

    /** Of each vat, what its imports designate. */
    private final Map<String, Map<Slot, String>> refsByVat = new HashMap<>();

    /** Of each vat, how it calls what it imports. */
    private final Map<String, Map<String, Slot>> slotsByVat = new HashMap<>();

    private VatValueCheck(StoreIndex index) {
        this.index = index;
    }

    static List<StoreProblem> of(StoreIndex index) {
        var check = new VatValueCheck(index);
        index.content().of(VatValue.class).forEach(check::check);
        return check.problems;
    }

    private void require(boolean isSound, StoredRow row, String text) {
        if (!isSound) {
            problems.add(StoreProblem.of(row.key(), text));
        }
    }

    private void check(VatValue row) {
        require(index.vat(row.vat()) != null, row, "its vat is not there");
        var refs = row.value().refs();
        var slots = row.slots();
        if (refs.size() != slots.size()) {
            require(false, row, "has " + refs.size() + " references and " + slots.size() + " slots");
            return;
        }
        for (var i = 0; i < slots.size(); i++) {
            check(row, slots.get(i), refs.get(i));
        }
    }

    private void check(VatValue row, Slot slot, String ref) {
        if (slot.isPromise() || StoredText.number("kp", ref) > 0) {
            require(false, row, slot + " is " + ref + ": a promise cannot be stored");
        } else if (slot.isDurableExport()) {
            var own = new StoredRef.DurableObject(row.vat(), slot).toString();
            require(ref.equals(own), row, slot + " is " + ref + ", but an export names itself: " + own);
        } else if (slot.isAllocatedByVat()) {
            require(false, row, slot + " is an object of a heap, which is gone after a restart");
        } else {
            checkImport(row, slot, ref);
        }
    }

    private void checkImport(VatValue row, Slot slot, String ref) {
        require(
                !StoredText.vatOf(ref).equals(row.vat()),
                row,
                slot + " is " + ref + ", an object of this vat itself, which is not an import");
        var ofVat = refsByVat.computeIfAbsent(row.vat(), vat -> new HashMap<>());
        var before = ofVat.putIfAbsent(slot, ref);
        require(
                before == null || before.equals(ref),
                row,
                slot + " is " + ref + " here and " + before + " in another value");
        if (ref.startsWith("gone:")) {
            // Different things may have had one label.
            return;
        }
        var called = slotsByVat.computeIfAbsent(row.vat(), vat -> new HashMap<>());
        var other = called.putIfAbsent(ref, slot);
        require(other == null || other.equals(slot), row, ref + " is " + slot + " here and " + other + " elsewhere");
    }
}
