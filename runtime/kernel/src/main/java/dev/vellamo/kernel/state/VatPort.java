package dev.vellamo.kernel.state;

import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.crank.Delivery;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The way from the kernel state to one vat.
 *
 * <p>Called in the total order by whoever applies an entry. Every method returns at once, runs no author's code and does
 * not call back into the state.
 */
public interface VatPort {

    /**
     * Deliver, after everything delivered before.
     *
     * @param number counts this vat's deliveries from 1
     */
    void deliver(long number, Delivery delivery);

    /** Bring {@link Entry.TimerDue} after {@code delay}, and again after each {@code period} if there is one. */
    void setTimer(long timer, Duration delay, @Nullable Duration period);

    /** Bring it no more. */
    void cancelTimer(long timer);

    /** The vat is over: it gets no more deliveries, and what it still does is dropped. */
    void ended(Fault reason);
}
