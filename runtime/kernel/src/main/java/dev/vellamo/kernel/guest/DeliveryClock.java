package dev.vellamo.kernel.guest;

import dev.vellamo.kernel.run.VatTimers;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that no delivery runs in a guest for longer than its vat's limit. A timer runs only while something is on its
 * way, and looks at what is oldest then; so a delivery costs nothing but the look at a clock.
 */
final class DeliveryClock {

    private final GuestDeliveries deliveries;
    private final Duration limit;
    private final VatTimers.Scheduler scheduler;
    private final Consumer<GuestDeliveries.Item> missed;

    // Guarded by this.
    private @Nullable Runnable stop;
    private boolean isOver;

    /** @param missed is told once of the delivery that took too long */
    DeliveryClock(
            GuestDeliveries deliveries,
            Duration limit,
            VatTimers.Scheduler scheduler,
            Consumer<GuestDeliveries.Item> missed) {
        this.deliveries = deliveries;
        this.limit = limit;
        this.scheduler = scheduler;
        this.missed = missed;
    }

    /** Something is to be brought: its time runs from when it is sent. */
    synchronized void watch() {
        if (stop == null && !isOver) {
            stop = scheduler.schedule(limit, null, this::look);
        }
    }

    private void look() {
        var running = deliveries.running();
        var item = running == null ? null : running.item();
        if (running == null || item == null) {
            rest();
            return;
        }
        var leftNanos = limit.toNanos() - (System.nanoTime() - running.sinceNanos());
        if (leftNanos > 0 || item.number() == GuestDeliveries.LOAD) {
            lookAgain(leftNanos > 0 ? Duration.ofNanos(leftNanos) : limit);
        } else {
            stop();
            missed.accept(item);
        }
    }

    private synchronized void rest() {
        stop = null;
        if (deliveries.size() > 0) {
            watch();
        }
    }

    private synchronized void lookAgain(Duration delay) {
        if (!isOver) {
            stop = scheduler.schedule(delay, null, this::look);
        }
    }

    synchronized void stop() {
        isOver = true;
        if (stop != null) {
            stop.run();
            stop = null;
        }
    }
}
