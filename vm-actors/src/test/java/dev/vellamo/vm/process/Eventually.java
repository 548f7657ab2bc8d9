package dev.vellamo.vm.process;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waits for what another process brings about; returns at once when it is there. */
final class Eventually {

    private static final long PATIENCE_NS = Duration.ofSeconds(20).toNanos();
    private static final long POLL_NS = Duration.ofMillis(2).toNanos();

    /** What has to hold. */
    interface Condition {
        boolean holds() throws IOException;
    }

    private Eventually() {}

    static void holds(Supplier<String> description, Condition condition) throws IOException {
        var deadline = System.nanoTime() + PATIENCE_NS;
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within 20 s: " + description.get());
            }
            LockSupport.parkNanos(POLL_NS);
        }
    }
}
