package dev.vellamo.protocol.crank;

import dev.vellamo.protocol.capdata.CapData;
import dev.vellamo.protocol.capdata.Slot;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One thing a vat did during a crank. All slots are that vat's. */
public sealed interface Effect {

    /**
     * Send a message.
     *
     * @param target an object or a promise
     * @param arguments a value that is a list
     * @param result a new promise ({@code p+N}) for the answer, or {@code null} if nobody waits
     */
    record Send(
            Slot target,
            String method,
            CapData arguments,
            @Nullable Slot result) implements Effect {}

    /**
     * Settle a promise that this vat decides: the result of a message to it, or a new one
     * ({@code p+N}) that it made. Both sides forget the slot once the write set is applied.
     */
    record Settle(Slot promise, Settlement settlement) implements Effect {}

    /**
     * Start a timer.
     *
     * @param timer a number of the vat's own, not in use
     * @param delay until it is due, not negative
     * @param period until it is due again each time, or {@code null} if it fires once
     * @param message what to send when it is due, or {@code null} for {@link Delivery.TimerFired}
     */
    record SetTimer(
            long timer,
            Duration delay,
            @Nullable Duration period,
            @Nullable Send message) implements Effect {}

    /** Stop a timer. One that is unknown or already fired is not an error. */
    record CancelTimer(long timer) implements Effect {}

    /**
     * Write a value into the vat's durable state.
     *
     * @param value names objects only: exports that are durable, or imports; no promises
     */
    record Put(String key, CapData value) implements Effect {}

    /** Remove a value from the vat's durable state. */
    record Delete(String key) implements Effect {}

    /**
     * When a promise settles, send a message. Durable: it outlives the vat's heap, and if the promise is rejected by a
     * restart the message brings that.
     *
     * @param promise one that the vat knows or makes
     * @param message to a durable export of this vat. The settlement is put before its arguments as two values: the value
     *     or null, then null or the fault as an object with {@code code}, {@code type} and {@code message}
     */
    record Watch(Slot promise, Send message) implements Effect {}

    /** Calls of this export are rejected with {@code OBJECT_REVOKED} from now on, for ever. */
    record Revoke(Slot export) implements Effect {}

    /**
     * Imports that nothing in the vat reaches any more.
     *
     * <p>Those that a delivery names which is on its way to the vat stay as they are: the vat gets to know them anew.
     */
    record DropImports(List<Slot> imports) implements Effect {
        public DropImports {
            imports = List.copyOf(imports);
        }
    }

    /** Imports, dropped before, that nothing in the vat could recognize any more: their slots are forgotten. */
    record RetireImports(List<Slot> imports) implements Effect {
        public RetireImports {
            imports = List.copyOf(imports);
        }
    }

    /** Exports, none of which another vat reaches, whose objects are gone: who still knows them is told. */
    record RetireExports(List<Slot> exports) implements Effect {
        public RetireExports {
            exports = List.copyOf(exports);
        }
    }

    /**
     * Open a stream to an object. If nobody takes it, that is said by {@link StreamSignal.Failed}.
     *
     * @param stream the next number of the vat's own: 1 for the first of its heap
     * @param opening to an object, without a result; the stream is not among its arguments
     */
    record OpenStream(long stream, Send opening) implements Effect {}

    /** Say something on a stream. What is said on one that has ended meanwhile goes nowhere. */
    record SignalStream(long stream, StreamSignal signal) implements Effect {}
}
