package dev.vellamo.testkit;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.PriorityQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.actor.AbstractScheduler;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.event.LoggingAdapter;
import org.jspecify.annotations.Nullable;
import scala.concurrent.ExecutionContext;
import scala.concurrent.duration.FiniteDuration;

/**
 * A scheduler whose time moves only when it is told to. What is due runs on the thread that moves it, in the order of its
 * time and then of its scheduling.
 *
 * <p>Pekko's {@code ManualTime} waits a tenth of a second each time, and a timer with a fixed delay fires once however much
 * time passes; here it fires as often as it would.
 */
final class VirtualScheduler extends AbstractScheduler {

    /** Of scheduled tasks a second; nothing here limits it. */
    private static final double MAX_FREQUENCY_HZ = 1_000;

    private final PriorityQueue<Task> tasks = new PriorityQueue<>();
    private long nowNanos;
    private long lastNumber;

    /** Called by the actor system, which finds the class by its name. */
    VirtualScheduler(Config config, LoggingAdapter log, ThreadFactory threads) {}

    /** What makes an actor system use it. */
    static Config config() {
        return ConfigFactory.parseString("pekko.scheduler.implementation = " + VirtualScheduler.class.getName());
    }

    private record Task(long dueNanos, long number, Runnable action, AtomicBoolean over)
            implements Comparable<Task>, Cancellable {
        @Override
        public int compareTo(Task other) {
            int byTime = Long.compare(dueNanos, other.dueNanos);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }

        @Override
        public boolean cancel() {
            return over.compareAndSet(false, true);
        }

        @Override
        public boolean isCancelled() {
            return over.get();
        }
    }

    /** Since the start. */
    synchronized long nowNanos() {
        return nowNanos;
    }

    /** Moves the time to the next task that is due by {@code latestNanos} and runs it, or else to {@code latestNanos}. */
    boolean runNext(long latestNanos) {
        var task = takeNext(latestNanos);
        if (task != null && task.cancel()) {
            task.action().run();
        }
        return task != null;
    }

    private synchronized @Nullable Task takeNext(long latestNanos) {
        var next = tasks.peek();
        if (next == null || next.dueNanos() > latestNanos) {
            nowNanos = latestNanos;
            return null;
        }
        nowNanos = Math.max(nowNanos, next.dueNanos());
        return tasks.poll();
    }

    @Override
    public synchronized Cancellable scheduleOnce(FiniteDuration delay, Runnable action, ExecutionContext threads) {
        lastNumber++;
        var task = new Task(nowNanos + delay.toNanos(), lastNumber, action, new AtomicBoolean());
        tasks.add(task);
        return task;
    }

    // The superclass declares it abstract and deprecated; Pekko's own fixed-rate timers still call it.
    @SuppressWarnings("deprecation")
    @Override
    public Cancellable schedule(
            FiniteDuration delay, FiniteDuration period, Runnable action, ExecutionContext threads) {
        return scheduleWithFixedDelay(delay, period, action, threads);
    }

    @Override
    public double maxFrequency() {
        return MAX_FREQUENCY_HZ;
    }
}
