package dev.vellamo.kernel.state;

import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.crank.Delivery;
import dev.vellamo.protocol.crank.VatState;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The way from the kernel state to one heap of a vat. It gets {@link #start} first, and nothing more once it got {@link
 * #lost} or {@link #ended}.
 *
 * <p>Called in the total order by whoever applies an entry. Every method returns at once, runs no author's code and does
 * not call back into the state.
 */
public interface VatPort {

    /** Make the root from this state. Its crank is number 0. */
    void start(VatState state);

    /**
     * Deliver, after everything delivered before.
     *
     * @param number counts the deliveries to this heap from 1
     */
    void deliver(long number, Delivery delivery);

    /** Bring {@link Entry.TimerDue} after {@code delay}, and again after each {@code period} if there is one. */
    void setTimer(long timer, Duration delay, @Nullable Duration period);

    /** Bring it no more. */
    void cancelTimer(long timer);

    /**
     * Whether the vat is to start again after this fault, with a new heap. If it is, {@link #lost} follows, and {@link
     * #ended} if it is not.
     */
    boolean startsAgainAfter(Fault reason);

    /** The heap does not count any more: it gets no more deliveries, and what it still does is dropped. */
    void lost(Fault reason);

    /** The vat is over: it gets no more deliveries, and what it still does is dropped. */
    void ended(Fault reason);
}
