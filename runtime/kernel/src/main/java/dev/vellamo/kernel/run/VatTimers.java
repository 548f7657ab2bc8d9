package dev.vellamo.kernel.run;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The running timers of one vat. Used in the total order only. */
public final class VatTimers {

    /** Where timers come from. */
    @FunctionalInterface
    public interface Scheduler {
        /** Runs a task after {@code delay}, and after each {@code period} if there is one. Returns how to stop it. */
        Runnable schedule(Duration delay, @Nullable Duration period, Runnable task);
    }

    private final Scheduler scheduler;
    private final Map<Long, Runnable> running = new HashMap<>();

    VatTimers(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    void set(long timer, Duration delay, @Nullable Duration period, Runnable due) {
        cancel(timer);
        running.put(timer, scheduler.schedule(delay, period, due));
    }

    void cancel(long timer) {
        var stop = running.remove(timer);
        if (stop != null) {
            stop.run();
        }
    }

    void cancelAll() {
        running.values().forEach(Runnable::run);
        running.clear();
    }
}
