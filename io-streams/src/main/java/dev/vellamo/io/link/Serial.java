package dev.vellamo.io.link;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Runs tasks one at a time, in order, on the threads that bring them: who comes while nothing runs runs the task at once,
 * who comes while another thread is at work leaves it to that one. So nobody ever waits, and state that only tasks touch
 * needs no lock.
 *
 * <p>Tasks are short and do not block. A task may bring further ones, which run after it.
 */
final class Serial {

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final Consumer<Throwable> failed;

    /** @param failed is told of what a task throws, as a task of its own */
    Serial(Consumer<Throwable> failed) {
        this.failed = failed;
    }

    void execute(Runnable task) {
        tasks.add(task);
        if (waiting.getAndIncrement() > 0) {
            return;
        }
        do {
            run(tasks.remove());
        } while (waiting.decrementAndGet() > 0);
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable failure) {
            execute(() -> failed.accept(failure));
        }
    }
}
