package dev.vellamo.io.transport;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what another thread or the operating system brings about; returns at once when it is there. */
final class Eventually {

    private static final long PATIENCE_NS = Duration.ofSeconds(10).toNanos();
    private static final long POLL_NS = Duration.ofMillis(1).toNanos();

    private Eventually() {}

    static void holds(Supplier<String> description, BooleanSupplier condition) {
        var deadline = System.nanoTime() + PATIENCE_NS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within 10 s: " + description.get());
            }
            LockSupport.parkNanos(POLL_NS);
        }
    }
}
