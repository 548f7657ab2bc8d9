package dev.vellamo.vat.engine;

import dev.vellamo.vat.Deferred;
import dev.vellamo.vat.Promise;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A promise that an author settles. */
final class VatDeferred<T> implements Deferred<T> {

    private final VatPromise<T> promise;
    private boolean resolved;

    VatDeferred(VatBoundary boundary) {
        this.promise = new VatPromise<>(boundary);
    }

    @Override
    public Promise<T> promise() {
        return promise;
    }

    @Override
    public void resolve(@Nullable Object value) {
        inVat(() -> {
            if (value instanceof CompletionStage<?> stage) {
                follow(promise.boundary().adopt(stage));
            } else {
                settle(value, null);
            }
        });
    }

    @Override
    public void reject(Throwable reason) {
        inVat(() -> settle(null, reason));
    }

    private void inVat(Runnable settling) {
        Runnable once = () -> {
            if (!resolved) {
                resolved = true;
                settling.run();
            }
        };
        if (promise.boundary().crank().isInside()) {
            once.run();
        } else {
            promise.boundary().crank().execute(once);
        }
    }

    private void follow(VatPromise<?> other) {
        if (other.leadsTo(promise)) {
            settle(null, Promises.cycle());
            return;
        }
        promise.follow(other);
        promise.boundary().promises().forward(promise, other);
        CompletionStage<?> stage = other;
        stage.whenComplete(this::settle);
    }

    @SuppressWarnings("unchecked") // As with every promise, the author says what its type is.
    private void settle(@Nullable Object value, @Nullable Throwable failure) {
        promise.settle((T) value, failure);
    }
}
