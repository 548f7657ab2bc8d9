package dev.vellamo.kernel.run;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be done by one vat. Any thread adds; one at a time takes.
 *
 * <p>Invariant: whoever adds to an idle queue is told to have it served; nobody else is until all was done.
 */
final class WorkQueue {

    private final Queue<VatWork> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private @Nullable VatWork first;

    /** Returns whether somebody has to start serving. */
    boolean add(VatWork work) {
        queue.add(work);
        return waiting.getAndIncrement() == 0;
    }

    /** Adds what is to be done before everything that waits. Only by work that was taken and is not done. */
    void addFirst(VatWork work) {
        first = work;
        waiting.getAndIncrement();
    }

    @Nullable
    VatWork take() {
        var next = first;
        first = null;
        return next == null ? queue.poll() : next;
    }

    /** Returns whether somebody has to go on serving. */
    boolean done(int count) {
        return waiting.addAndGet(-count) > 0;
    }

    /** How much waits; what was taken and is not done counts. */
    int size() {
        return waiting.get();
    }

    /** Nobody will serve it any more. */
    void drop() {
        queue.clear();
    }
}
