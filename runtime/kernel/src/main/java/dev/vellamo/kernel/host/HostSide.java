package dev.vellamo.kernel.host;

import dev.vellamo.kernel.Caller;
import dev.vellamo.kernel.ServiceOptions;
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
import dev.vellamo.kernel.store.StoredRef;
import dev.vellamo.protocol.capdata.CapData;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.vat.Promise;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.VatException;
import dev.vellamo.vat.engine.Faults;
import dev.vellamo.vat.engine.ValueCodec;
import java.lang.ref.Reference;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
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
    private final HostStreams streams;
    private final HostRemotables remotables = new HostRemotables(this);
    private final Map<String, KernelObject> expected = new ConcurrentHashMap<>();
    private final HostLeases leases;
    private final int maxQueued;

    /**
     * A host side of one kernel.
     *
     * @param services where services run; may block, also until a promise settles
     * @param executor where other code of the host runs, above all what depends on promises; so a service that waits
     *     for one does not keep it from settling
     * @param maxQueued with so many entries before it in the total order, a message of the host is refused
     */
    public HostSide(Sequencer sequencer, Executor services, Executor executor, int maxQueued) {
        this.sequencer = sequencer;
        this.services = services;
        this.executor = executor;
        this.maxQueued = maxQueued;
        this.streams = new HostStreams(this, sequencer);
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

    /** A remotable of the host, which vats can call by the names of its public methods. */
    public KernelObject remotable(String label, Object target) {
        return KernelObject.ofHost(new ServiceObject(this, label, target));
    }

    /** An object of the host that is known by a name, and that vats can call by the names of its public methods. */
    KernelObject service(String name, Object target, ServiceOptions options) {
        var kind = switch (options.effect()) {
            case UNMARKED -> HostObject.Kind.UNMARKED;
            case IDEMPOTENT -> HostObject.Kind.IDEMPOTENT;
            case PURE -> HostObject.Kind.PURE;
        };
        var face = new ServiceObject.Face("service \"" + name + "\"", kind, new StoredRef.Service(name));
        return object(new ServiceObject(this, face, target));
    }

    /** Makes an object of the host known to the kernel state. If something stored refers to it, that is good again. */
    public KernelObject object(HostObject behind) {
        var known = expected.remove(behind.stored().toString());
        if (known == null) {
            return KernelObject.ofHost(behind);
        }
        sequencer.submit(new Entry.BindHostObject(known, behind));
        return known;
    }

    /** What something stored refers to and is not there yet, by its text. */
    public void expect(Map<String, KernelObject> objects) {
        expected.putAll(objects);
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
    public void end(String why) {
        end(Fault.of(ErrorCode.KERNEL_STOPPED, "the kernel ended before this was answered: " + why), why);
    }

    /**
     * The kernel could not write to its store, and goes on no more: what host code waits for may be on disk or not, what it
     * asks for from now on is not.
     */
    public void fail(String reason) {
        end(
                Fault.of(
                        ErrorCode.OUTCOME_UNKNOWN,
                        "the kernel could not write to its store before this was answered, so whether it happened is not"
                                + " known; the disk may hold it: " + reason),
                "its store failed: " + reason);
    }

    private void end(Fault with, String why) {
        open.end(new KernelSettlement.Rejected(with), why);
        streams.failAll(with, why);
    }

    /** The streams of host code. */
    public HostStreams streams() {
        return streams;
    }

    public ValueCodec codec() {
        return codec;
    }

    // Messages

    Promise<Object> send(KernelRef target, String method, @Nullable Object[] arguments) {
        var message = new KernelMessage(method, encodeArguments(arguments), new KernelPromise());
        return submit(message, promise -> new Entry.HostSend(target, message, promise));
    }

    Promise<Object> send(HostCaller.Key key, KernelObject target, String method, @Nullable Object[] arguments) {
        var message = new KernelMessage(method, encodeArguments(arguments), new KernelPromise());
        return submit(message, promise -> new Entry.KeyedSend(key.caller(), key.text(), target, message, promise));
    }

    private Promise<Object> submit(KernelMessage message, Function<HostPromise<?>, Entry> entry) {
        var promise = new HostPromise<>(this, Objects.requireNonNull(message.result()), Object.class);
        if (isFull()) {
            promise.completeExceptionally(limitReached(message.method()));
            return promise;
        }
        open.add(promise);
        sequencer.submit(entry.apply(promise));
        return promise;
    }

    void sendOnly(KernelRef target, String method, @Nullable Object[] arguments) {
        if (isFull()) {
            throw limitReached(method);
        }
        sequencer.submit(new Entry.HostSend(target, new KernelMessage(method, encodeArguments(arguments), null)));
    }

    private boolean isFull() {
        return sequencer.queued() >= maxQueued;
    }

    private VatException limitReached(String method) {
        return new VatException(
                ErrorCode.LIMIT_REACHED,
                "\"" + method + "\" was not sent: " + maxQueued + " entries wait to be applied already, as the disk or"
                        + " the processor is slower than what comes in; send again later (setting maxQueuedEntries)");
    }

    /** Sends with keys under a name. */
    public Caller caller(String name) {
        return new HostCaller(this, name);
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

    KernelData encodeArguments(@Nullable Object[] arguments) {
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
