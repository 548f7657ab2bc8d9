package dev.vellamo.protocol.crank;

import dev.vellamo.protocol.capdata.CapData;
import dev.vellamo.protocol.capdata.Slot;
import java.time.Duration;
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
}
