package dev.vellamo.kernel.store;

import dev.vellamo.kernel.store.StoredRow.Meta;
import dev.vellamo.kernel.store.StoredRow.ObjectMark;
import dev.vellamo.kernel.store.StoredRow.Outcome;
import java.util.ArrayList;
import java.util.List;

/** Whether what a row refers to is there, or was. */
record RefCheck(StoreIndex index) {

    /** What is wrong with the references of a row and with its value. */
    List<String> of(StoredRow row) {
        var problems = new ArrayList<String>();
        StoreReferences.of(row).forEach(ref -> check(ref, problems));
        if (row instanceof ObjectMark mark) {
            check(mark.ref(), problems);
        } else if (row instanceof Outcome outcome) {
            check(outcome.target(), problems);
        }
        var value = StoreReferences.valueOf(row);
        if (value != null) {
            problems.addAll(StoredText.bodyProblems(value.body(), value.refs().size()));
        }
        return problems;
    }

    private void check(String text, List<String> problems) {
        try {
            var problem = problem(StoredRef.parse(text));
            if (!problem.isEmpty()) {
                problems.add("refers to " + text + ": " + problem);
            }
        } catch (IllegalArgumentException e) {
            problems.add(String.valueOf(e.getMessage()));
        }
    }

    private String problem(StoredRef ref) {
        if (ref instanceof StoredRef.PromiseRef promise) {
            return index.promise(promise.number()) == null ? "there is no such promise" : "";
        }
        if (ref instanceof StoredRef.DurableObject object) {
            return neverWas('v', object.vat(), Meta.LAST_VAT);
        }
        if (ref instanceof StoredRef.HeapObject object) {
            var vat = index.vat(object.vat());
            return vat != null && object.incarnation() > vat.incarnation()
                    ? "that vat was started only " + vat.incarnation() + " times before"
                    : neverWas('v', object.vat(), Meta.LAST_VAT);
        }
        if (ref instanceof StoredRef.Guest guest) {
            return neverWas('s', guest.subcluster(), Meta.LAST_SUBCLUSTER);
        }
        return ref instanceof StoredRef.Channel channel
                ? neverWas('s', channel.subcluster(), Meta.LAST_SUBCLUSTER)
                : "";
    }

    private String neverWas(char letter, String id, String counter) {
        return StoredText.number(letter, id) > index.number(counter) ? "there never was a " + id : "";
    }
}
