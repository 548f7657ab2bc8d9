package dev.vellamo.kernel.host;

import dev.vellamo.kernel.run.Sequencer;
import dev.vellamo.kernel.state.Entry;
import dev.vellamo.kernel.state.HostLease;
import dev.vellamo.kernel.state.HostObject;
import dev.vellamo.kernel.state.KernelData;
import dev.vellamo.kernel.state.KernelMessage;
import dev.vellamo.kernel.state.KernelObject;
import dev.vellamo.kernel.state.KernelPromise;
import dev.vellamo.kernel.state.KernelRef;
import dev.vellamo.kernel.state.KernelSettlement;
import dev.vellamo.kernel.state.Receipt;
import dev.vellamo.protocol.capdata.CapData;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.vat.Promise;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.VatException;
import dev.vellamo.vat.engine.Faults;
import dev.vellamo.vat.engine.ValueCodec;
import java.lang.ref.Reference;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Where host code and the kernel state meet: turns refs, promises, remotables and values of the host into the kernel's and
 * back. Any thread may use it.
 */
public final class HostSide {

    private final ValueCodec codec = new ValueCodec();
    private final Sequencer sequencer;
    private final Executor services;
    private final Executor executor;
    private final OpenPromises open = new OpenPromises();
    private final HostRemotables remotables = new HostRemotables(this);
    private final HostLeases leases;
    private final Map<String, KernelObject> expected = new ConcurrentHashMap<>();

    /**
     * A host side of one kernel.
     *
     * @param services where services run; may block, also until a promise settles
     * @param executor where other code of the host runs, above all what depends on promises; so a service that waits
     *     for one does not keep it from settling
     */
    public HostSide(Sequencer sequencer, Executor services, Executor executor) {
        this.sequencer = sequencer;
        this.services = services;
        this.executor = executor;
        this.leases = new HostLeases(lease -> sequencer.submit(new Entry.HostRelease(lease)));
    }

    /** A ref to an object, for host code. */
    public Ref ref(KernelObject object) {
        return new HostRef(this, object, null);
    }

    Ref refTo(Object remotable) {
        return new HostRef(this, refOf(remotable), null);
    }

    /** What keeps the references of a lease usable. */
    @Nullable
    Object keep(HostLease lease) {
        return leases.keep(lease);
    }

    /** Tells the kernel state which references host code does not use any more. */
    public void giveBackLeases() {
        leases.giveBack();
    }

    /** An object of the host that vats can call by the names of its public methods. */
    public KernelObject service(String label, Object target) {
        return KernelObject.ofHost(new ServiceObject(this, label, target));
    }

    /** What vats call it by: what something stored refers to already, if there is such, or else a new object. */
    public KernelObject object(HostObject host) {
        var known = expected.remove(host.stored().toString());
        if (known == null) {
            return KernelObject.ofHost(host);
        }
        sequencer.submit(new Entry.BindHostObject(known, host));
        return known;
    }

    /** Services and channels that something stored refers to, by their text. */
    public void expect(Map<String, KernelObject> stored) {
        expected.putAll(stored);
    }

    /** A promise of what an earlier kernel knew. */
    public Promise<Object> fulfilled(KernelData value) {
        var promise = new KernelPromise();
        settle(promise, new KernelSettlement.Fulfilled(value), null);
        return HostPromise.watching(this, promise, Object.class);
    }

    /** The object that a ref designates; empty: it designates what a promise will be. */
    public Optional<KernelObject> objectOf(Ref ref) {
        return refOf(ref) instanceof KernelObject object ? Optional.of(object) : Optional.empty();
    }

    /** Calls of this object are rejected from now on. */
    public void delete(KernelObject object) {
        sequencer.submit(new Entry.DeleteHostObject(object));
    }

    public void execute(Runnable task) {
        executor.execute(task);
    }

    void executeService(Runnable task) {
        services.execute(task);
    }

    /** The kernel has ended: what host code still waits for is rejected, and so is whatever it asks for from now on. */
    public void end() {
        open.end();
    }

    public ValueCodec codec() {
        return codec;
    }

    // Messages

    Promise<Object> send(KernelRef target, String method, @Nullable Object[] arguments) {
        var result = new KernelPromise();
        var promise = new HostPromise<Object>(this, result, Object.class);
        open.add(promise);
        sequencer.submit(
                new Entry.HostSend(target, new KernelMessage(method, encodeArguments(arguments), result), promise));
        return promise;
    }

    void sendOnly(KernelRef target, String method, @Nullable Object[] arguments) {
        sequencer.submit(new Entry.HostSend(target, new KernelMessage(method, encodeArguments(arguments), null)));
    }

    void watch(KernelPromise promise, HostPromise<?> watcher) {
        open.add(watcher);
        sequencer.submit(new Entry.HostWatch(promise, watcher));
    }

    /** Answers a message; does nothing if nobody waits. */
    public void fulfil(@Nullable KernelPromise result, @Nullable Object value) {
        if (result != null) {
            try {
                settle(result, new KernelSettlement.Fulfilled(encode(value)), null);
            } finally {
                Reference.reachabilityFence(value);
            }
        }
    }

    public void reject(@Nullable KernelPromise result, Throwable reason) {
        if (result != null) {
            settle(result, new KernelSettlement.Rejected(Faults.of(reason)), null);
        }
    }

    /** Answers a message as a stage ended. A value that cannot be passed rejects it, whatever its accessors throw. */
    void answer(@Nullable KernelPromise result, @Nullable Object value, @Nullable Throwable failure) {
        if (failure != null) {
            reject(result, failure);
            return;
        }
        try {
            fulfil(result, value);
        } catch (RuntimeException | Error e) {
            reject(result, e);
        }
    }

    /** No more is to come for it. */
    void settled(HostPromise<?> promise) {
        open.remove(promise);
    }

    /** As {@link #fulfil} with a value that is in the kernel's form already. */
    public void settle(KernelPromise result, KernelSettlement outcome, @Nullable Receipt receipt) {
        sequencer.submit(new Entry.HostSettle(result, outcome, receipt));
    }

    // Values

    public KernelData encode(@Nullable Object value) {
        var slots = new HostSlots(this);
        return slots.toKernel(codec.encode(value, slots));
    }

    private KernelData encodeArguments(@Nullable Object[] arguments) {
        var slots = new HostSlots(this);
        return slots.toKernel(codec.encodeArguments(arguments, slots));
    }

    @Nullable
    Object decode(KernelData data, Type type, @Nullable Object lease) {
        return codec.decode(toHost(data), type, new HostSlots(this, data.refs(), lease));
    }

    /** The same value with slots that {@link HostSlots} of the same references resolves. */
    static CapData toHost(KernelData data) {
        return data.refs().isEmpty() ? CapData.of(data.body()) : new CapData(data.body(), HostSlots.slots(data.refs()));
    }

    KernelRef refOf(Object reference) {
        if (reference instanceof HostRef ref && ref.host() == this) {
            return ref.target();
        }
        if (reference instanceof HostPromise<?> promise && promise.belongsTo(this)) {
            return promise.target();
        }
        if (reference instanceof Remotable remotable) {
            return remotables.object(remotable);
        }
        if (reference instanceof CompletionStage<?> stage) {
            return promised(stage);
        }
        throw new VatException(
                ErrorCode.NOT_PASSABLE,
                "a " + reference.getClass().getName() + " of another kernel or a vat cannot be passed by this host");
    }

    /** A promise that the host decides. */
    private KernelPromise promised(CompletionStage<?> stage) {
        var promise = new KernelPromise();
        stage.whenComplete((value, failure) -> answer(promise, value, failure));
        return promise;
    }
}
