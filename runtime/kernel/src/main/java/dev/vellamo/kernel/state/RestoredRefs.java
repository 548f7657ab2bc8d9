package dev.vellamo.kernel.state;

import dev.vellamo.kernel.store.StoredRef;
import dev.vellamo.kernel.store.StoredValue;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** What the references on disk designate in a state that is restored from it: the same text is always the same. */
final class RestoredRefs {

    private final Map<String, VatRecord> vats;
    private final Map<String, KernelObject> expected = new HashMap<>();
    private final Map<String, KernelObject> gone = new HashMap<>();
    private final Map<Long, KernelPromise> promises = new HashMap<>();

    /** None yet, in a state with these vats. */
    RestoredRefs(Map<String, VatRecord> vats) {
        this.vats = vats;
    }

    /** Services and IO channels that were referred to so far, by their text. */
    Map<String, KernelObject> expected() {
        return expected;
    }

    /** Whether this text designates something that is not there any more. */
    boolean isGone(String text) {
        return gone.containsKey(text);
    }

    /** The promises that were referred to so far. */
    Collection<KernelPromise> promises() {
        return promises.values();
    }

    KernelData data(StoredValue value) {
        return new KernelData(value.body(), value.refs().stream().map(this::ref).toList());
    }

    KernelRef ref(String text) {
        return StoredRef.parse(text) instanceof StoredRef.PromiseRef promise ? promise(promise.number()) : object(text);
    }

    KernelPromise promise(long number) {
        return promises.computeIfAbsent(number, unknown -> {
            var promise = new KernelPromise();
            promise.loaded(number);
            return promise;
        });
    }

    KernelObject object(String text) {
        var ref = StoredRef.parse(text);
        if (ref instanceof StoredRef.DurableObject object) {
            var vat = vats.get(object.vat());
            return vat == null ? gone(ref) : vat.exports().export(object.slot());
        }
        if (ref instanceof StoredRef.Service || ref instanceof StoredRef.Channel || ref instanceof StoredRef.Guest) {
            return expected.computeIfAbsent(text, unknown -> KernelObject.expected(ref));
        }
        return gone(ref);
    }

    private KernelObject gone(StoredRef ref) {
        return gone.computeIfAbsent(ref.toString(), unknown -> KernelObject.gone(ref));
    }
}
