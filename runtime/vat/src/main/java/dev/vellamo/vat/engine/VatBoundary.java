package dev.vellamo.vat.engine;

import dev.vellamo.protocol.capdata.CapData;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.crank.Delivery;
import dev.vellamo.protocol.crank.Effect;
import dev.vellamo.vat.Promise;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.VatException;
import java.lang.ref.ReferenceQueue;
import java.lang.reflect.Proxy;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Between the objects of one vat and the kernel: what goes out is copied, what is a reference gets a slot. */
final class VatBoundary implements SlotTable {

    private final String owner;
    private final Crank crank;
    private final ValueCodec codec;
    private final Exports exports;
    private final Imports imports;
    private final VatValues values;
    private final DurableObjects objects;
    private final ReferenceQueue<Object> dead = new ReferenceQueue<>();
    private @Nullable Garbage garbage;
    private @Nullable Caretakers caretakers;
    private final Binding binding;
    private final Promises promises = new Promises(this);

    VatBoundary(String owner, Crank crank, ValueCodec codec) {
        this.owner = owner;
        this.crank = crank;
        this.codec = codec;
        this.exports = new Exports(dead);
        this.imports = new Imports(this, dead);
        this.values = new VatValues(owner);
        this.objects = new DurableObjects(this, new StoredState(this));
        this.binding = new Binding(codec, this, owner);
    }

    String owner() {
        return owner;
    }

    Crank crank() {
        return crank;
    }

    ValueCodec codec() {
        return codec;
    }

    Exports exports() {
        return exports;
    }

    Imports imports() {
        return imports;
    }

    VatValues values() {
        return values;
    }

    DurableObjects objects() {
        return objects;
    }

    Garbage garbage() {
        if (garbage == null) {
            garbage = new Garbage(this, dead);
        }
        return garbage;
    }

    /** Made when first needed: most vats have no refs that can be taken back. */
    Caretakers caretakers() {
        if (caretakers == null) {
            caretakers = new Caretakers(this, objects);
        }
        return caretakers;
    }

    Promises promises() {
        return promises;
    }

    /** Calls a method of an object of this vat. */
    @Nullable
    Object invoke(Delivery.Message message) throws Throwable {
        var target = find(message.target());
        if (target == null) {
            throw new VatException(ErrorCode.OBJECT_DELETED, "there is no object " + message.target() + " in " + owner);
        }
        return invoke(target, message);
    }

    private @Nullable Object invoke(Object target, Delivery.Message message) throws Throwable {
        return target instanceof Caretaker caretaker
                ? caretaker.forward(message, this)
                : exports.methodsOf(target).invoke(target, message.method(), message.arguments(), binding);
    }

    /** Does with a message what the target does: calls the object, or sends the message on as it is. */
    @Nullable
    Object forward(Object target, Delivery.Message message) throws Throwable {
        if (!(target instanceof Ref ref)) {
            return invoke(target, message);
        }
        if (ref instanceof OwnRef own) {
            return invoke(own.object(), message);
        }
        receive(message.arguments());
        return sendOn(slotOf(ref), message);
    }

    private @Nullable CompletionStage<Object> sendOn(Slot target, Delivery.Message message) {
        var result = message.result() == null ? null : promises.newResult();
        var slot = result == null ? null : result.slot();
        crank.add(new Effect.Send(target, message.method(), message.arguments(), slot));
        return result;
    }

    /** Gets to know the references of a value that nothing else takes, so that they can be let go of. */
    void receive(CapData value) {
        ValueCodec.references(value, this);
    }

    void revoke(Caretaker caretaker) {
        crank.add(new Effect.Revoke(exports.slotOf(caretaker)));
    }

    /** The object of a slot of this vat, made again if it must be, or {@code null} if there is none. */
    private @Nullable Object find(Slot slot) {
        if (slot.isPromise() || !slot.isAllocatedByVat()) {
            return null;
        }
        var object = exports.object(slot);
        return object != null || !slot.isDurableExport() ? object : objects.revive(slot);
    }

    /** Whether a remotable or ref means the same after a restart. */
    boolean isDurable(@Nullable Object reference) {
        if (reference instanceof VatRef ref) {
            return ref.boundary() == this && ref.lost() == null;
        }
        if (reference instanceof PromiseRef || reference == null) {
            return false;
        }
        var slot = exports.find(reference instanceof OwnRef own ? own.object() : reference);
        return slot != null && slot.isDurableExport();
    }

    /** The ref that the promise of a ref was fulfilled with, if it was. */
    @Nullable
    Ref settledRef(PromiseRef ref) {
        var standing = ref.promise().tail();
        return standing.isDone() && standing.failure() == null ? refFrom(standing.getNow(null)) : null;
    }

    Promise<Object> rejected(VatException reason) {
        var promise = new VatPromise<Object>(this);
        promise.settle(null, reason);
        return promise;
    }

    Promise<Object> send(Slot target, String method, Object[] arguments) {
        crank.requireInside("sending");
        var data = codec.encodeArguments(arguments, this);
        var result = promises.newResult();
        crank.add(new Effect.Send(target, Objects.requireNonNull(method, "method"), data, result.slot()));
        return result;
    }

    void sendOnly(Slot target, String method, Object[] arguments) {
        crank.add(message(target, method, arguments));
    }

    /** A message whose outcome nobody waits for, not sent yet. */
    Effect.Send message(Slot target, String method, Object[] arguments) {
        crank.requireInside("sending");
        return new Effect.Send(
                target, Objects.requireNonNull(method, "method"), codec.encodeArguments(arguments, this), null);
    }

    /** Has a promise, settled or not, reported to a durable object. */
    Promise<Object> watch(Promise<?> promise, Slot object, String method, Object[] arguments) {
        var watched = promises.slotOf(adopt(promise));
        var data = codec.encodeArguments(arguments, this);
        var result = promises.newResult();
        crank.add(new Effect.Watch(watched, new Effect.Send(object, method, data, result.slot())));
        return result;
    }

    Promise<Object> sendTo(VatPromise<?> promise, String method, Object[] arguments) {
        crank.requireInside("sending");
        var standing = promise.tail();
        if (!standing.isDone()) {
            return send(promises.slotOf(standing), method, arguments);
        }
        var failure = standing.failure();
        var target = failure == null ? refFrom(standing.getNow(null)) : null;
        if (target != null) {
            return target.send(method, arguments);
        }
        var rejected = new VatPromise<Object>(this);
        rejected.settle(null, failure == null ? notARef(method) : failure);
        return rejected;
    }

    void sendOnlyTo(VatPromise<?> promise, String method, Object[] arguments) {
        crank.requireInside("sending");
        var standing = promise.tail();
        // A message to a settled promise that is no ref goes out as well: the kernel reports why it has no target.
        var target = standing.isDone() && standing.failure() == null ? refFrom(standing.getNow(null)) : null;
        if (target == null) {
            sendOnly(promises.slotOf(standing), method, arguments);
        } else {
            target.sendOnly(method, arguments);
        }
    }

    private static VatException notARef(String method) {
        return new VatException(
                ErrorCode.BAD_PROMISE_RESOLUTION,
                "message \"" + method + "\" was sent to a promise that resolved to something that is not a reference");
    }

    private @Nullable Ref refFrom(@Nullable Object value) {
        if (value instanceof Ref ref) {
            return ref;
        }
        if (value instanceof Remotable) {
            return refTo(value);
        }
        return value == null ? null : TypedView.refOf(value);
    }

    @SuppressWarnings("unchecked") // A promise of this vat is passed on as it is.
    <U> VatPromise<U> adopt(CompletionStage<U> stage) {
        if (stage instanceof VatPromise<?> own && own.boundary() == this) {
            return (VatPromise<U>) own;
        }
        var adopted = new VatPromise<U>(this);
        stage.whenComplete((value, failure) -> {
            if (failure == null) {
                adopted.complete(value);
            } else {
                adopted.completeExceptionally(failure);
            }
        });
        return adopted;
    }

    @Override
    public Slot slotOf(Object reference) {
        if (reference instanceof VatRef ref) {
            if (ref.boundary() != this) {
                throw notPassable("a ref of another vat: refs travel in messages only");
            }
            return ref.slot();
        }
        if (reference instanceof OwnRef ref) {
            if (ref.boundary() != this) {
                throw notPassable("a ref of another vat: refs travel in messages only");
            }
            return exports.slotOf(ref.object());
        }
        if (reference instanceof PromiseRef ref) {
            var settled = settledRef(ref);
            return settled == null ? promises.slotOf(ref.promise()) : slotOf(settled);
        }
        if (reference instanceof CompletionStage<?> stage) {
            return promises.slotOf(adopt(stage));
        }
        if (reference instanceof Remotable) {
            return exports.slotOf(reference);
        }
        throw notPassable("a ref that Vellamo did not make: "
                + (Proxy.isProxyClass(reference.getClass())
                        ? "a proxy"
                        : reference.getClass().getName()));
    }

    private VatException notPassable(String what) {
        return new VatException(ErrorCode.NOT_PASSABLE, owner + " passed " + what);
    }

    @Override
    public Object objectOf(Slot slot) {
        if (slot.isPromise()) {
            return promises.imported(slot);
        }
        if (!slot.isAllocatedByVat()) {
            return imports.ref(slot);
        }
        try {
            var object = find(slot);
            if (object == null) {
                throw objects.deleted(slot);
            }
            return object instanceof Caretaker ? refTo(object) : object;
        } catch (VatException e) {
            if (objects.exists(slot)) {
                exports.ofDurable(slot);
            }
            return new VatRef(this, slot, e.fault());
        }
    }

    @Override
    public Ref refTo(Object remotable) {
        MethodTable.of(remotable.getClass());
        return new OwnRef(this, remotable);
    }

    @Override
    public Promise<Object> fulfilled(@Nullable Object value) {
        var promise = new VatPromise<Object>(this);
        promise.settle(value, null);
        return promise;
    }
}
