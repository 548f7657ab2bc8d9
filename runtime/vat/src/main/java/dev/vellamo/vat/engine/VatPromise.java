package dev.vellamo.vat.engine;

import com.fasterxml.jackson.databind.JavaType;
import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.vat.Promise;
import dev.vellamo.vat.Ref;
import java.lang.reflect.Type;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A promise in a vat. What depends on it runs in that vat's cranks, whoever completes it. */
class VatPromise<T> extends AdoptingFuture<T> implements Promise<T>, BindablePromise {

    private final VatBoundary boundary;

    /** What the kernel knows it by, as long as it does. */
    private @Nullable Slot slot;

    /** The promise this one will end like. */
    private @Nullable VatPromise<?> followed;

    VatPromise(VatBoundary boundary) {
        this.boundary = boundary;
    }

    final VatBoundary boundary() {
        return boundary;
    }

    final @Nullable Slot slot() {
        return slot;
    }

    final void name(@Nullable Slot name) {
        this.slot = name;
    }

    final void follow(VatPromise<?> other) {
        this.followed = other;
    }

    /** Whether this ends like {@code other} or is it. */
    final boolean leadsTo(VatPromise<?> other) {
        for (VatPromise<?> next = this; next != null; next = next.followed) {
            if (next == other) {
                return true;
            }
        }
        return false;
    }

    /** The promise that stands for this one at the kernel. */
    final VatPromise<?> tail() {
        VatPromise<?> last = this;
        while (last.slot == null && last.followed != null && !last.isDone()) {
            last = last.followed;
        }
        return last;
    }

    /** Ends it. Runs in the vat. */
    boolean settle(@Nullable T value, @Nullable Throwable failure) {
        return failure == null ? super.complete(value) : super.completeExceptionally(failure);
    }

    /** Its value once it is fulfilled, bound to a type. */
    @Nullable
    Object bound(JavaType type) {
        return boundary.codec().convert(getNow(null), type, boundary);
    }

    /** Why it was rejected, or {@code null} if it was not. */
    final @Nullable Throwable failure() {
        if (!isCompletedExceptionally()) {
            return null;
        }
        try {
            getNow(null);
            return null;
        } catch (CompletionException e) {
            return Faults.unwrap(e);
        } catch (RuntimeException cancelled) {
            return cancelled;
        }
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new VatPromise<>(boundary);
    }

    @Override
    public Executor defaultExecutor() {
        return boundary.crank();
    }

    @Override
    <U> VatPromise<U> adopt(CompletionStage<U> stage) {
        return boundary.adopt(stage);
    }

    @Override
    public <U> Promise<U> as(Class<U> type) {
        return cast(bind(type));
    }

    @Override
    public <U> Promise<U> as(TypeRef<U> type) {
        return cast(bind(type.type()));
    }

    @SuppressWarnings("unchecked") // The codec made the value an instance of the type.
    private static <U> Promise<U> cast(Promise<?> promise) {
        return (Promise<U>) promise;
    }

    @Override
    public final Promise<?> bind(Type type) {
        var bound = new BoundPromise(this, boundary.codec().typeOf(type));
        if (isDone()) {
            bound.take();
        } else {
            attach(bound);
        }
        return bound;
    }

    void attach(BoundPromise bound) {
        CompletionStage<T> self = this;
        self.whenComplete((value, failure) -> bound.take());
    }

    @Override
    public final Promise<Object> send(String method, Object... arguments) {
        return boundary.sender().sendTo(this, method, arguments);
    }

    @Override
    public final Ref ref() {
        return new PromiseRef(this);
    }

    @Override
    public final boolean complete(@Nullable T value) {
        return completeInVat(value, null);
    }

    @Override
    public final boolean completeExceptionally(Throwable failure) {
        return completeInVat(null, failure);
    }

    @Override
    public final boolean cancel(boolean mayInterruptIfRunning) {
        completeInVat(null, new CancellationException());
        return isCancelled();
    }

    private boolean completeInVat(@Nullable T value, @Nullable Throwable failure) {
        if (boundary.crank().isInside()) {
            return settle(value, failure);
        }
        var open = !isDone();
        if (open) {
            boundary.crank().execute(() -> settle(value, failure));
        }
        return open;
    }

    @Override
    public final CompletableFuture<T> completeAsync(Supplier<? extends T> supplier, Executor executor) {
        executor.execute(() -> {
            try {
                complete(supplier.get());
            } catch (RuntimeException | Error e) {
                completeExceptionally(e);
            }
        });
        return this;
    }

    @Override
    public final void obtrudeValue(T value) {
        throw new UnsupportedOperationException("a promise that is settled stays as it is");
    }

    @Override
    public final void obtrudeException(Throwable failure) {
        throw new UnsupportedOperationException("a promise that is settled stays as it is");
    }

    @Override
    public final T join() {
        requireSettled();
        return super.join();
    }

    @Override
    public final T get() throws InterruptedException, ExecutionException {
        requireSettled();
        return super.get();
    }

    @Override
    public final T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        requireSettled();
        return super.get(timeout, unit);
    }

    private void requireSettled() {
        if (!isDone() && boundary.crank().isInside()) {
            throw new IllegalStateException(
                    "this promise is not settled, and a vat never waits: go on in thenApply, thenAccept or thenCompose,"
                            + " and return the promise that they give");
        }
    }
}
