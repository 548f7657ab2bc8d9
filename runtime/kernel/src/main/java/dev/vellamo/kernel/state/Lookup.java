package dev.vellamo.kernel.state;

import dev.vellamo.kernel.store.StoredRef;
import org.jspecify.annotations.Nullable;

/** Finds what a text designates among what there is. */
final class Lookup {

    private final KernelState state;

    Lookup(KernelState state) {
        this.state = state;
    }

    /** Returns {@code null} if the text designates nothing that is there. */
    @Nullable
    KernelRef find(String text) {
        StoredRef ref;
        try {
            ref = StoredRef.parse(text);
        } catch (IllegalArgumentException notAReference) {
            return null;
        }
        if (ref instanceof StoredRef.DurableObject object) {
            var vat = state.vats().get(object.vat());
            return vat == null ? null : vat.exports().find(object.slot());
        }
        if (ref instanceof StoredRef.HeapObject object) {
            var vat = state.vats().get(object.vat());
            return vat == null || vat.incarnation() != object.incarnation()
                    ? null
                    : vat.exports().find(object.slot());
        }
        return null;
    }
}
