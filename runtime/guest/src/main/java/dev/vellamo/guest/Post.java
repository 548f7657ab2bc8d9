package dev.vellamo.guest;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that sends what no other can: results that would wait for a slow delivery, and what threads of authors ask for,
 * whose stack and end are not ours. One for a guest.
 */
final class Post implements Runnable, AutoCloseable {

    /** How long results are gathered: half of what a kernel may wait. */
    static final long DELAY_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

    private static final Logger LOG = LoggerFactory.getLogger(Post.class);

    private final Queue<Runnable> urgent = new ConcurrentLinkedQueue<>();
    private final Queue<Outbox> watched = new ConcurrentLinkedQueue<>();
    private final Thread thread = new Thread(this, "vellamo-guest-post");
    private volatile boolean isClosed;

    static Post start() {
        var post = new Post();
        post.thread.setDaemon(true);
        post.thread.start();
        return post;
    }

    /** Runs a task soon. It does not block. */
    void soon(Runnable task) {
        urgent.add(task);
        LockSupport.unpark(thread);
    }

    /** Flushes an outbox after {@link #DELAY_NANOS}. */
    void watch(Outbox outbox) {
        var wakes = watched.isEmpty();
        watched.add(outbox);
        if (wakes) {
            LockSupport.unpark(thread);
        }
    }

    @Override
    public void run() {
        while (!isClosed) {
            if (watched.isEmpty()) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, DELAY_NANOS);
                flushWatched();
            }
            for (var task = urgent.poll(); task != null; task = urgent.poll()) {
                run(task);
            }
        }
    }

    private void flushWatched() {
        // Only what is there now: who is held up adds itself again.
        for (var count = watched.size(); count > 0; count--) {
            var outbox = watched.poll();
            if (outbox != null) {
                run(outbox::flushWatched);
            }
        }
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error defect) {
            LOG.error("what a vat has to say could not be sent; this is a defect of Vellamo", defect);
        }
    }

    @Override
    public void close() {
        isClosed = true;
        LockSupport.unpark(thread);
    }
}
