package dev.vellamo.benchmarks.streams;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;

/** A thread for each connection of one end, and the channels on which these threads wait. */
final class RawThreads implements AutoCloseable {

    interface Io {
        void run() throws IOException;
    }

    private final ExecutorService threads;
    private final Queue<AutoCloseable> channels = new ConcurrentLinkedQueue<>();

    private RawThreads(ExecutorService threads) {
        this.threads = threads;
    }

    static RawThreads many(String name) {
        return new RawThreads(Executors.newCachedThreadPool(named(name)));
    }

    /** All that is run is run on the same thread, in order. */
    static RawThreads one(String name) {
        return new RawThreads(Executors.newSingleThreadExecutor(named(name)));
    }

    private static ThreadFactory named(String name) {
        return work -> {
            var thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    /** What is closed together with the threads. */
    void closing(AutoCloseable channel) {
        channels.add(channel);
    }

    /** A failure is the end of the connection: the other end is closed first. */
    void run(Io io) {
        run(io, otherEndGone -> {});
    }

    void run(Io io, Consumer<IOException> failed) {
        threads.execute(() -> {
            try {
                io.run();
            } catch (IOException failure) {
                failed.accept(failure);
            }
        });
    }

    @Override
    public void close() {
        for (var channel = channels.poll(); channel != null; channel = channels.poll()) {
            try {
                channel.close();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            } catch (Exception failure) {
                throw new IllegalStateException(failure);
            }
        }
        threads.shutdown();
    }
}
