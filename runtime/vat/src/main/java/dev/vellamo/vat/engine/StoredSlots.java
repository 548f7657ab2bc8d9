package dev.vellamo.vat.engine;

import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.vat.Promise;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.VatException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The references that may be kept: those that outlive the heap. */
final class StoredSlots implements SlotTable {

    private final VatBoundary boundary;

    StoredSlots(VatBoundary boundary) {
        this.boundary = boundary;
    }

    @Override
    public Slot slotOf(Object reference) {
        if (reference instanceof CompletionStage<?>) {
            throw refused("a promise, which ends with the vat's heap; to be told how it ends, use vat.watch");
        }
        if (reference instanceof PromiseRef ref) {
            var settled = boundary.settledRef(ref);
            if (settled == null) {
                throw refused("a ref of a promise that is not fulfilled with a ref yet; wait for it, or use vat.watch");
            }
            return slotOf(settled);
        }
        if (reference instanceof OwnRef || !(reference instanceof Ref)) {
            return ownSlot(reference instanceof OwnRef own ? own.object() : reference);
        }
        return boundary.slotOf(reference);
    }

    private Slot ownSlot(Object object) {
        var slot = boundary.exports().find(object);
        if (slot == null || !slot.isDurableExport()) {
            throw refused(
                    "an object of class " + object.getClass().getName()
                            + ", which ends with the vat's heap (the root is known once root has returned); define a kind with vat.kind and make it with Kind.create");
        }
        return slot;
    }

    private VatException refused(String what) {
        return new VatException(ErrorCode.NOT_PASSABLE, boundary.owner() + " cannot keep " + what);
    }

    @Override
    public Object objectOf(Slot slot) {
        return boundary.objectOf(slot);
    }

    @Override
    public Ref refTo(Object remotable) {
        return boundary.refTo(remotable);
    }

    @Override
    public Promise<Object> fulfilled(@Nullable Object value) {
        return boundary.fulfilled(value);
    }
}
