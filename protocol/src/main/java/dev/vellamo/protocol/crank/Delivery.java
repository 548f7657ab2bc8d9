package dev.vellamo.protocol.crank;

import dev.vellamo.protocol.capdata.CapData;
import dev.vellamo.protocol.capdata.Slot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one crank of a vat begins with. All slots are the receiving vat's. */
public sealed interface Delivery {

    /**
     * Call a method.
     *
     * @param target an object the vat exported
     * @param arguments a value that is a list
     * @param result the promise this vat is to settle, or {@code null} if nobody waits
     */
    record Message(
            Slot target,
            String method,
            CapData arguments,
            @Nullable Slot result) implements Delivery {}

    /** Promises the vat knows were settled. Both sides forget the slots of these promises. */
    record Notify(List<Settled> promises) implements Delivery {
        public Notify {
            promises = List.copyOf(promises);
        }
    }

    /** One settled promise. */
    record Settled(Slot promise, Settlement settlement) {}

    /** A timer of the vat without a message of its own is due. */
    record TimerFired(long timer) implements Delivery {}

    /** Work that arrived from another thread waits in the vat. */
    record Wake() implements Delivery {}
}
