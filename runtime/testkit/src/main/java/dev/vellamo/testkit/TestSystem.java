package dev.vellamo.testkit;

import com.typesafe.config.ConfigFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/** The actor system of a test kernel, and its time. */
final class TestSystem implements AutoCloseable {

    private static final AtomicLong LAST_NUMBER = new AtomicLong();

    private static final String SETTINGS = """
            pekko.daemonic = on
            pekko.jvm-shutdown-hooks = off
            pekko.jvm-exit-on-fatal-error = off
            pekko.coordinated-shutdown.run-by-jvm-shutdown-hook = off
            pekko.log-dead-letters = off
            pekko.log-dead-letters-during-shutdown = off
            """;

    /** More than any dispatcher waits before it ends its threads. */
    private static final Duration AFTERMATH = Duration.ofSeconds(10);

    private final ActorSystem<Void> actors;
    private final @Nullable VirtualScheduler scheduler;
    private final Clock clock;

    private TestSystem(boolean isVirtual) {
        var settings = ConfigFactory.parseString(SETTINGS);
        if (isVirtual) {
            settings = VirtualScheduler.config().withFallback(settings);
        }
        actors = ActorSystem.create(
                Behaviors.<Void>empty(),
                "test-kernel-" + LAST_NUMBER.incrementAndGet(),
                settings.withFallback(ConfigFactory.load(TestSystem.class.getClassLoader())));
        scheduler = isVirtual ? (VirtualScheduler) actors.classicSystem().scheduler() : null;
        clock = scheduler == null ? Clock.systemUTC() : new VirtualClock(scheduler);
    }

    static TestSystem inVirtualTime() {
        return new TestSystem(true);
    }

    static TestSystem inRealTime() {
        return new TestSystem(false);
    }

    ActorSystem<Void> actors() {
        return actors;
    }

    /** Unique in this JVM; the names of its threads begin with it. */
    String name() {
        return actors.name();
    }

    Clock clock() {
        return clock;
    }

    /** Runs {@code settle} before and after everything that becomes due. */
    void timePasses(Duration duration, Runnable settle) {
        if (scheduler == null) {
            throw new IllegalStateException("this kernel runs in real time: start it in virtual time");
        }
        settle.run();
        long end = scheduler.nowNanos() + duration.toNanos();
        while (scheduler.runNext(end)) {
            settle.run();
        }
    }

    /** Ends it, and waits until its threads and those of the kernel in it are gone. */
    @Override
    public void close() {
        actors.terminate();
        Eventually.answer(actors.getWhenTerminated());
        Eventually.holds(() -> "threads have ended: " + threads(), () -> {
            runWhatIsDue();
            return threads().isEmpty();
        });
    }

    /** A dispatcher ends its threads a while after its last actor, and by the system's scheduler. */
    private void runWhatIsDue() {
        if (scheduler != null) {
            var end = scheduler.nowNanos() + AFTERMATH.toNanos();
            while (scheduler.runNext(end)) {
                // The next one.
            }
        }
    }

    private List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(thread -> thread.startsWith(name() + "-"))
                .sorted()
                .toList();
    }
}
