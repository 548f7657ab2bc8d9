package dev.vellamo.vat.engine;

import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.crank.Effect;
import dev.vellamo.vat.Promise;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.VatException;
import java.lang.reflect.Proxy;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Between the objects of one vat and the kernel: what goes out is copied, what is a reference gets a slot. */
final class VatBoundary implements SlotTable {

    private final String owner;
    private final Crank crank;
    private final ValueCodec codec;
    private final Exports exports = new Exports();
    private final Promises promises = new Promises(this);

    VatBoundary(String owner, Crank crank, ValueCodec codec) {
        this.owner = owner;
        this.crank = crank;
        this.codec = codec;
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

    Promises promises() {
        return promises;
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
        if (reference instanceof PromiseRef ref) {
            var standing = ref.promise().tail();
            var settled = standing.isDone() && standing.failure() == null ? refFrom(standing.getNow(null)) : null;
            return settled == null ? slotOf(standing) : slotOf(settled);
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
            return new VatRef(this, slot);
        }
        var exported = exports.find(slot);
        if (exported == null) {
            throw new IllegalStateException(owner + " never exported " + slot);
        }
        return exported.object();
    }

    @Override
    public Ref refTo(Object remotable) {
        return new VatRef(this, exports.slotOf(remotable));
    }

    @Override
    public Promise<Object> fulfilled(@Nullable Object value) {
        var promise = new VatPromise<Object>(this);
        promise.settle(value, null);
        return promise;
    }
}
