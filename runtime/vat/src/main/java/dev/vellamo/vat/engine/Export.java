package dev.vellamo.vat.engine;

import dev.vellamo.protocol.capdata.Slot;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * An object of a vat and the slot it has outside.
 *
 * <p>Invariant: an object of the heap is held while it is {@link Reach#REACHED}; a durable one never is, as it can be made
 * again.
 */
final class Export {

    /** Never named in a write set. */
    private static final long NEVER = -1;

    private final Slot slot;
    private @Nullable Life life;
    private @Nullable Object held;
    private Reach reach;
    private long lastNamed = NEVER;

    /** The weak side of an export; equal to nothing but itself and what looks for its object. */
    static final class Life extends WeakReference<Object> {
        private final Export export;
        private final int hash;

        Life(Object object, Export export, ReferenceQueue<Object> dead) {
            super(object, dead);
            this.export = export;
            this.hash = System.identityHashCode(object);
        }

        Export export() {
            return export;
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return this == other;
        }
    }

    /** Finds the export of an object in a map whose keys are lives. */
    record Sought(Object object) {
        @Override
        public int hashCode() {
            return System.identityHashCode(object);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Life life && life.get() == object;
        }
    }

    Export(Slot slot, Reach reach) {
        this.slot = slot;
        this.reach = reach;
    }

    Slot slot() {
        return slot;
    }

    boolean isDurable() {
        return slot.isDurableExport();
    }

    /** The object, or {@code null} if the heap has it no more. */
    @Nullable
    Object object() {
        return held != null || life == null ? held : life.get();
    }

    @Nullable
    Life life() {
        return life;
    }

    void live(Life next) {
        life = next;
    }

    Reach reach() {
        return reach;
    }

    /** Keeps the object of a new export until the crank ends. */
    void hold() {
        held = isDurable() ? null : object();
    }

    /** Lets the object go if nobody outside reaches it. */
    void settle() {
        if (reach != Reach.REACHED) {
            held = null;
        }
    }

    void named(long crank) {
        reach = Reach.REACHED;
        lastNamed = crank;
        hold();
    }

    /** Takes what the kernel knew after a crank, unless the export was named since. */
    boolean let(Reach next, long asOf) {
        if (lastNamed > asOf || next.compareTo(reach) >= 0) {
            return false;
        }
        reach = next;
        held = null;
        return true;
    }
}
