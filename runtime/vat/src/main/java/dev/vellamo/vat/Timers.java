package dev.vellamo.vat;

import java.time.Duration;

/**
 * The timers of one vat. What they start runs in a crank of its own.
 *
 * <p>A timer that names a remotable and a method is part of the vat's state; one with a lambda is ephemeral: it lives
 * as long as the vat's heap. A late timer fires once, not once for each period missed.
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

    /** A started timer. */
    interface Timer {
        /** Stops it. Once this returned it does not fire any more, unless the crank is dropped. */
        void cancel();
    }
}
