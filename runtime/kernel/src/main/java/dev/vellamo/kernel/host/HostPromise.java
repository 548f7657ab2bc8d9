package dev.vellamo.kernel.host;

import dev.vellamo.kernel.state.HostLease;
import dev.vellamo.kernel.state.KernelPromise;
import dev.vellamo.kernel.state.KernelSettlement;
import dev.vellamo.kernel.state.PromiseWatcher;
import dev.vellamo.vat.Promise;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.VatException;
import dev.vellamo.vat.engine.BindablePromise;
import java.lang.ref.Reference;
import java.lang.reflect.Type;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A promise in the hands of host code. Its dependents run on the host's executor. They may block for a while, but not on
 * other promises: the executor's threads are few, and all of them could wait for one another. Any thread may use it.
 */
final class HostPromise<T> extends CompletableFuture<T> implements Promise<T>, BindablePromise, PromiseWatcher {

    private final HostSide host;
    private final KernelPromise promise;
    private final Type type;

    /** Of what it was settled with: messages can be sent to that through this promise. */
    private volatile @Nullable Object lease;

    HostPromise(HostSide host, KernelPromise promise, Type type) {
        this.host = host;
        this.promise = promise;
        this.type = type;
    }

    static <T> Promise<T> watching(HostSide host, KernelPromise promise, Type type) {
        var watcher = new HostPromise<T>(host, promise, type);
        host.watch(promise, watcher);
        return watcher;
    }

    static Promise<Object> fulfilled(HostSide host, @Nullable Object value) {
        var promise = new KernelPromise();
        host.fulfil(promise, value);
        return watching(host, promise, Object.class);
    }

    boolean belongsTo(HostSide other) {
        return host == other;
    }

    KernelPromise target() {
        return promise;
    }

    @Override
    public void settled(KernelSettlement settlement, HostLease granted) {
        lease = host.keep(granted);
        host.settled(this);
        host.execute(() -> complete(settlement));
    }

    @SuppressWarnings("unchecked") // decoded as the type that T stands for
    private void complete(KernelSettlement settlement) {
        if (settlement instanceof KernelSettlement.Rejected rejected) {
            completeExceptionally(new VatException(rejected.reason()));
            return;
        }
        try {
            complete((T) host.decode(((KernelSettlement.Fulfilled) settlement).value(), type, lease));
        } catch (VatException e) {
            completeExceptionally(BadResult.of(e));
        } catch (RuntimeException | Error e) {
            completeExceptionally(e);
        }
    }

    /** What depends on it is host code as well, and no promise that a message could be sent to. */
    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new CompletableFuture<>();
    }

    @Override
    public <U> Promise<U> as(Class<U> wanted) {
        return watching(host, promise, wanted);
    }

    @Override
    public <U> Promise<U> as(TypeRef<U> wanted) {
        return watching(host, promise, wanted.type());
    }

    @Override
    public Promise<?> bind(Type wanted) {
        return watching(host, promise, wanted);
    }

    @Override
    public Promise<Object> send(String method, @Nullable Object... arguments) {
        try {
            return host.send(promise, method, arguments);
        } finally {
            Reference.reachabilityFence(lease);
            Reference.reachabilityFence(arguments);
        }
    }

    @Override
    public Ref ref() {
        return new HostRef(host, promise, this);
    }
}
