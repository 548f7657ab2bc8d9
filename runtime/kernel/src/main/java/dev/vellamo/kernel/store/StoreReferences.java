package dev.vellamo.kernel.store;

import dev.vellamo.kernel.store.StoredRow.Message;
import dev.vellamo.kernel.store.StoredRow.Outcome;
import dev.vellamo.kernel.store.StoredRow.Promise;
import dev.vellamo.kernel.store.StoredRow.ServiceCall;
import dev.vellamo.kernel.store.StoredRow.Subcluster;
import dev.vellamo.kernel.store.StoredRow.Timer;
import dev.vellamo.kernel.store.StoredRow.VatValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a row refers to, as text of {@link StoredRef}. */
final class StoreReferences {

    private StoreReferences() {}

    /**
     * In the order of the row; one may be there twice. The result of a message is none: the message will settle it, and
     * whether anybody stored waits for that does not matter to the message.
     */
    static List<String> of(StoredRow row) {
        var refs = new ArrayList<String>();
        var value = valueOf(row);
        if (value != null) {
            refs.addAll(value.refs());
        }
        if (row instanceof Message message) {
            refs.add(message.target());
            if (message.queue().startsWith("kp")) {
                refs.add(message.queue());
            }
        } else if (row instanceof Timer timer) {
            refs.add(timer.target());
        } else if (row instanceof Promise promise) {
            addPromise(refs, promise.follows());
        } else if (row instanceof ServiceCall call) {
            addPromise(refs, call.result());
        } else if (row instanceof Outcome outcome) {
            addPromise(refs, outcome.promise());
        }
        return refs;
    }

    private static void addPromise(List<String> refs, long number) {
        if (number != 0) {
            refs.add(new StoredRef.PromiseRef(number).toString());
        }
    }

    /** The value that a row carries, if it does. */
    static @Nullable StoredValue valueOf(StoredRow row) {
        if (row instanceof Message message) {
            return message.arguments();
        } else if (row instanceof VatValue value) {
            return value.value();
        } else if (row instanceof Promise promise) {
            return promise.value();
        } else if (row instanceof Subcluster subcluster) {
            return subcluster.bootstrapAnswer();
        } else if (row instanceof Timer timer) {
            return timer.arguments();
        }
        return row instanceof ServiceCall call ? call.arguments() : null;
    }
}
