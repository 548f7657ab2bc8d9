package dev.vellamo.vat.engine;

import dev.vellamo.protocol.crank.Effect;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.Timers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The timers of one vat. The kernel keeps the time; here are the lambdas. */
final class VatTimers implements Timers {

    private final VatBoundary boundary;
    private final String owner;
    private long nextNumber;
    private @Nullable Map<Long, Ephemeral> ephemerals;

    private record Ephemeral(Runnable action, boolean repeats) {}

    /** A timer of this heap. */
    private record Started(long id, VatTimers timers) implements Timer {
        @Override
        public void cancel() {
            timers.cancel(id);
        }
    }

    VatTimers(VatBoundary boundary, String owner) {
        this.boundary = boundary;
        this.owner = owner;
    }

    /** Timers of earlier heaps keep their numbers: each heap has 2^32 of its own. */
    void start(long incarnation) {
        nextNumber = incarnation << 32;
    }

    @Override
    public Timer after(Duration delay, Remotable target, String method, Object... arguments) {
        return start(delay, null, message(target, method, arguments));
    }

    @Override
    public Timer every(Duration period, Remotable target, String method, Object... arguments) {
        return start(period, requirePositive(period), message(target, method, arguments));
    }

    @Override
    public Timer after(Duration delay, Runnable action) {
        return startEphemeral(delay, null, action);
    }

    @Override
    public Timer every(Duration period, Runnable action) {
        return startEphemeral(period, requirePositive(period), action);
    }

    private Effect.Send message(Remotable target, String method, Object[] arguments) {
        MethodTable.of(target.getClass()).require(method, arguments.length, owner);
        return boundary.sender().message(boundary.slotOf(target), method, arguments);
    }

    private Timer startEphemeral(Duration delay, @Nullable Duration period, Runnable action) {
        var number = nextNumber;
        var timer = start(delay, period, null);
        if (ephemerals == null) {
            ephemerals = new HashMap<>(4);
        }
        ephemerals.put(number, new Ephemeral(action, period != null));
        return timer;
    }

    private Timer start(Duration delay, @Nullable Duration period, Effect.@Nullable Send message) {
        var crank = boundary.crank();
        crank.requireInside("starting a timer");
        if (delay.isNegative()) {
            throw new IllegalArgumentException("a timer's delay of " + delay + " is negative");
        }
        var number = nextNumber++;
        crank.add(new Effect.SetTimer(number, delay, period, message));
        return new Started(number, this);
    }

    @Override
    public void cancel(long number) {
        boundary.crank().requireInside("cancelling a timer");
        boundary.crank().add(new Effect.CancelTimer(number));
        if (ephemerals != null) {
            ephemerals.remove(number);
        }
    }

    /** Runs the action of a timer; one that was cancelled meanwhile has none any more. */
    void fire(long number) {
        var due = ephemerals == null ? null : ephemerals.get(number);
        if (due == null || ephemerals == null) {
            return;
        }
        if (!due.repeats()) {
            ephemerals.remove(number);
        }
        due.action().run();
    }

    private static Duration requirePositive(Duration period) {
        if (period.isNegative() || period.isZero()) {
            throw new IllegalArgumentException("a timer's period of " + period + " is not positive");
        }
        return period;
    }
}
