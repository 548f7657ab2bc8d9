package dev.vellamo.vat.engine;

import dev.vellamo.protocol.capdata.CapData;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.crank.Effect;
import dev.vellamo.vat.Promise;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.VatException;
import java.lang.ref.ReferenceQueue;
import java.lang.reflect.Proxy;
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
    private @Nullable VatStreams streams;
    private final Sender sender = new Sender(this);
    private final Invocation invocation;
    private final Promises promises = new Promises(this);

    VatBoundary(String owner, Crank crank, ValueCodec codec) {
        this.owner = owner;
        this.crank = crank;
        this.codec = codec;
        this.exports = new Exports(dead);
        this.imports = new Imports(this, dead);
        this.values = new VatValues(owner);
        this.objects = new DurableObjects(this, new StoredState(this));
        this.invocation = new Invocation(this);
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

    /** Made when first needed: most vats have no streams. */
    VatStreams streams() {
        if (streams == null) {
            streams = new VatStreams(this);
        }
        return streams;
    }

    /** What a crank leaves to be said on streams is put into its write set. */
    void endCrank() {
        if (streams != null) {
            streams.endCrank();
        }
    }

    Sender sender() {
        return sender;
    }

    Invocation invocation() {
        return invocation;
    }

    Promises promises() {
        return promises;
    }

    /** Gets to know the references of a value that nothing else takes, so that they can be let go of. */
    void receive(CapData value) {
        ValueCodec.references(value, this);
    }

    void revoke(Caretaker caretaker) {
        crank.add(new Effect.Revoke(exports.slotOf(caretaker)));
    }

    /** The object of a slot of this vat, made again if it must be, or {@code null} if there is none. */
    @Nullable
    Object find(Slot slot) {
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

    /** The ref that a value is, if it is one. */
    @Nullable
    Ref refFrom(@Nullable Object value) {
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
