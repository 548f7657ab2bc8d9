package dev.vellamo.guest;

import dev.vellamo.vat.engine.VatHost;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/**
 * What the vats of a guest share.
 *
 * @param threads one for each vat that has work, so that a vat that hangs delays no other
 * @param files a directory of the guest's own
 * @param codeParent finds the classes that are not a vat's own
 */
record VatPlace(ThreadPoolExecutor threads, Post post, Path files, ClassLoader codeParent) implements AutoCloseable {

    /** A thread that waits costs little; a new one costs 0.1 ms. */
    private static final long KEEP_SECONDS = 10;

    private static final RandomGenerator RANDOM = new SecureRandom();

    static VatPlace of(Path files, ClassLoader codeParent) {
        var count = new AtomicInteger();
        var threads = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, KEEP_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                    var thread = new Thread(task, "vellamo-guest-vat-" + count.incrementAndGet());
                    thread.setDaemon(true);
                    thread.setContextClassLoader(codeParent);
                    return thread;
                });
        return new VatPlace(threads, Post.start(), files, codeParent);
    }

    VatHost host(Runnable waker) {
        return new Host(codeParent, waker);
    }

    @Override
    public void close() {
        threads.shutdown();
        post.close();
    }

    private record Host(ClassLoader codeParent, Runnable waker) implements VatHost {
        @Override
        public Clock clock() {
            return Clock.systemUTC();
        }

        @Override
        public RandomGenerator random() {
            return RANDOM;
        }

        @Override
        public void wake() {
            waker.run();
        }
    }
}
