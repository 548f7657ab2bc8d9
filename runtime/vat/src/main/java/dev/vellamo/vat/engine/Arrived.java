package dev.vellamo.vat.engine;

import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.vat.Promise;
import dev.vellamo.vat.Ref;
import org.jspecify.annotations.Nullable;

/** The references in a value that is being copied in, and the side it arrives at. */
final class Arrived {

    /** A value that can hold no reference. */
    static final Arrived NOTHING = new Arrived(new Object[0], new NoSlots());

    private final Object[] references;
    private final SlotTable slots;

    Arrived(Object[] references, SlotTable slots) {
        this.references = references;
        this.slots = slots;
    }

    /** By position; not copied. */
    Object[] references() {
        return references;
    }

    SlotTable slots() {
        return slots;
    }

    private static final class NoSlots implements SlotTable {
        @Override
        public Slot slotOf(Object reference) {
            throw none();
        }

        @Override
        public Object objectOf(Slot slot) {
            throw none();
        }

        @Override
        public Ref refTo(Object remotable) {
            throw none();
        }

        @Override
        public Promise<Object> fulfilled(@Nullable Object value) {
            throw none();
        }

        private static IllegalStateException none() {
            return new IllegalStateException("there are no references here");
        }
    }
}
