package dev.vellamo.vat.engine;

import dev.vellamo.vat.Promise;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.StreamHandle;
import org.jspecify.annotations.Nullable;

/** A ref to whatever a promise resolves to. */
final class PromiseRef implements Ref {

    private final VatPromise<?> promise;

    PromiseRef(VatPromise<?> promise) {
        this.promise = promise;
    }

    VatPromise<?> promise() {
        return promise;
    }

    @Override
    public Promise<Object> send(String method, Object... arguments) {
        return promise.send(method, arguments);
    }

    @Override
    public void sendOnly(String method, Object... arguments) {
        promise.boundary().sender().sendOnlyTo(promise, method, arguments);
    }

    @Override
    public StreamHandle open(String method, Object... arguments) {
        return promise.boundary().streams().open(promise, method, arguments);
    }

    @Override
    public <T> T as(Class<T> type) {
        return TypedView.of(type, this);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PromiseRef that && that.promise == promise;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(promise);
    }

    @Override
    public String toString() {
        return "Ref[of a promise]";
    }
}
