package dev.vellamo.io.streams;

import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** The threads of links that are alive. */
record LinkThreads(Set<Thread> alive) {

    private static final long PATIENCE_NANOS = 10_000_000_000L;
    private static final long POLL_NANOS = 1_000_000;

    static LinkThreads none() {
        return new LinkThreads(Set.of());
    }

    static LinkThreads now() {
        return new LinkThreads(Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("vellamo-link-"))
                .collect(Collectors.toSet()));
    }

    /** Waits until there are none that were not there then. */
    void awaitSame() {
        var deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!alive.containsAll(now().alive)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("threads are left: " + now().alive);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }
}
