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

    /**
     * What others have let go of. The three are dealt with in this order.
     *
     * <p>Both sides count the cranks of a vat from its start, which is number 0. An export that the vat named in a crank
     * after {@code asOf} is in use again: both sides leave it as it is, and it is brought again when it is dropped again.
     *
     * @param dropExports no other vat, message or value reaches these objects any more
     * @param retireExports nobody else knows these objects any more: the vat forgets their slots
     * @param retireImports these objects are gone for good: the vat forgets their slots
     * @param asOf the last crank that was applied when this was decided
     */
    record CollectGarbage(List<Slot> dropExports, List<Slot> retireExports, List<Slot> retireImports, long asOf)
            implements Delivery {
        public CollectGarbage {
            dropExports = List.copyOf(dropExports);
            retireExports = List.copyOf(retireExports);
            retireImports = List.copyOf(retireImports);
        }
    }

    /** The vat is to say which imports its heap does not hold any more. */
    record BringOutYourDead() implements Delivery {}

    /**
     * Somebody opened a stream to an object of the vat. If nothing takes it, the vat says {@link StreamSignal.Failed}.
     *
     * @param stream what the kernel calls it: -1 for the first of the vat's heap, then -2
     * @param opening without a result; the stream is not among its arguments
     */
    record StreamOpened(long stream, Message opening) implements Delivery {}

    /** What was said on streams of the vat since the last of these, those of one stream in their order. */
    record StreamSignals(List<Signalled> signals) implements Delivery {
        public StreamSignals {
            signals = List.copyOf(signals);
        }
    }

    /** Said on one stream. What is said on one that has ended meanwhile is dropped. */
    record Signalled(long stream, StreamSignal signal) {}
}
