package dev.vellamo.kernel.launch;

import dev.vellamo.kernel.run.VatTimers;
import java.time.Duration;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Scheduler;
import org.jspecify.annotations.Nullable;
import scala.concurrent.ExecutionContext;

/**
 * Timers of an actor system, for delays of any length. A delay that its scheduler does not take is waited for in parts.
 *
 * <p>Once the system has ended, a new timer never fires.
 */
final class SystemTimers implements VatTimers.Scheduler {

    /** The most that is waited for at once: a scheduler takes 2^31 of its ticks, with the shortest tick 24 days. */
    private static final Duration LONGEST_PART = Duration.ofDays(20);

    /** A shorter period would only be a busy loop: no scheduler ticks faster. */
    private static final Duration SHORTEST_PERIOD = Duration.ofMillis(1);

    private final Scheduler scheduler;
    private final ExecutionContext threads;

    SystemTimers(ActorSystem<?> system) {
        this.scheduler = system.scheduler();
        this.threads = system.executionContext();
    }

    @Override
    public Runnable schedule(Duration delay, @Nullable Duration period, Runnable task) {
        var pause = period != null && period.compareTo(SHORTEST_PERIOD) < 0 ? SHORTEST_PERIOD : period;
        try {
            if (isLong(delay) || (pause != null && isLong(pause))) {
                var timer = new LongTimer(delay, pause, task);
                timer.waitOn();
                return timer::cancel;
            }
            var timer = pause == null
                    ? scheduler.scheduleOnce(delay, task, threads)
                    : scheduler.scheduleWithFixedDelay(delay, pause, task, threads);
            return timer::cancel;
        } catch (IllegalStateException systemEnded) {
            return () -> {};
        }
    }

    private static boolean isLong(Duration delay) {
        return delay.compareTo(LONGEST_PART) > 0;
    }

    /** One whose delay or period has more than one part. */
    private final class LongTimer implements Runnable {
        private final @Nullable Duration period;
        private final Runnable task;
        private Duration left;
        private @Nullable Cancellable part;
        private boolean cancelled;

        LongTimer(Duration delay, @Nullable Duration period, Runnable task) {
            this.left = delay;
            this.period = period;
            this.task = task;
        }

        synchronized void waitOn() {
            var next = isLong(left) ? LONGEST_PART : left;
            left = left.minus(next);
            part = scheduler.scheduleOnce(next, this, threads);
        }

        synchronized void cancel() {
            cancelled = true;
            if (part != null) {
                part.cancel();
            }
        }

        @Override
        public void run() {
            if (isDue()) {
                task.run();
            }
        }

        private synchronized boolean isDue() {
            if (cancelled) {
                return false;
            }
            var isDue = left.isZero();
            if (isDue && period != null) {
                left = period;
            }
            if (!left.isZero()) {
                waitOn();
            }
            return isDue;
        }
    }
}
