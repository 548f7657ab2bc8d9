package dev.vellamo.vat.engine;

import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.vat.Promise;
import dev.vellamo.vat.Ref;
import org.jspecify.annotations.Nullable;

/**
 * Which object a slot stands for, on one side of the kernel: in a vat, or in the host.
 *
 * <p>An object behind a slot is a {@code Remotable} of this side itself, a {@link Ref} to one of another side, or a
 * {@link Promise}.
 */
public interface SlotTable {

    /**
     * The slot of a remotable, a ref or a promise; allocates one if it has none yet. Never given a typed view.
     *
     * @throws dev.vellamo.vat.VatException with code {@code NOT_PASSABLE} if it belongs to another vat, or breaks a
     *     rule for remotables
     */
    Slot slotOf(Object reference);

    /** The object behind a slot; an import that is not known yet becomes known. */
    Object objectOf(Slot slot);

    /** A ref to an object of this side itself. */
    Ref refTo(Object remotable);

    /** A promise of this side that is fulfilled already. */
    Promise<Object> fulfilled(@Nullable Object value);
}
