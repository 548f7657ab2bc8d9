package dev.vellamo.vat;

import java.time.Duration;

/**
 * The timers of one vat. What they start runs in a crank of its own.
 *
 * <p>A timer that names a method of the root or of a durable object is part of the vat's state and goes on after a restart.
 * One with a lambda, or with another object, ends with the vat's heap. A late timer fires once, not once for each period
 * missed.
 */
public interface Timers {

    /** Calls {@code method} of {@code target} once. */
    Timer after(Duration delay, Remotable target, String method, Object... arguments);

    /** Calls {@code method} of {@code target} again and again, for the first time after one period. */
    Timer every(Duration period, Remotable target, String method, Object... arguments);

    /** Runs {@code action} once. Ephemeral. */
    Timer after(Duration delay, Runnable action);

    /** Runs {@code action} again and again, for the first time after one period. Ephemeral. */
    Timer every(Duration period, Runnable action);

    /** Stops the timer of an {@link Timer#id id}, also after a restart. One that has fired or is unknown is fine. */
    void cancel(long id);

    /** A started timer. */
    interface Timer {
        /** Its number in this vat, never used again. It can be kept in the baggage. */
        long id();

        /** Stops it. Once this returned it does not fire any more, unless the crank is dropped. */
        void cancel();
    }
}
