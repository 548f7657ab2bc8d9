package dev.vellamo.io.transport;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that waits for many channels.
 *
 * <p>Its own work is in proportion to the channels that are ready or whose interest changes, never to those that it knows:
 * it touches single keys only. What the selector does besides depends on its kind.
 */
final class SelectorLoop implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(SelectorLoop.class);

    /** Told when its channel is ready. Called on the loop's thread; must not block. */
    interface Listener {
        /** Returns those of the ready operations that are wanted no longer. */
        int ready(int readyOps);

        /** The loop waits for the channel no longer. */
        void abandoned(Exception cause);
    }

    /** One channel's place in the loop. Any thread. */
    final class Registration {
        private final SelectableChannel channel;
        private final Listener listener;
        private final AtomicInteger requestedOps = new AtomicInteger();
        private @Nullable SelectionKey key; // of the loop's thread

        private Registration(SelectableChannel channel, Listener listener) {
            this.channel = channel;
            this.listener = listener;
        }

        /** Asks to be told when one of the operations is possible. */
        void want(int ops) {
            if (requestedOps.getAndAccumulate(ops, (before, more) -> before | more) == 0) {
                updates.add(this);
                wake();
            }
        }

        /** Closes the channel. A selector holds the descriptor of a closed channel until it selects again. */
        void closeChannel() throws IOException {
            try {
                channel.close();
            } finally {
                wake();
            }
        }

        private void update() throws ClosedChannelException {
            var ops = requestedOps.getAndSet(0);
            if (key == null) {
                key = channel.register(selector, ops, this);
            } else if (key.isValid()) {
                key.interestOpsOr(ops);
            } else if (channel.isOpen()) {
                readyWithoutKey(ops);
            }
        }

        /**
         * A selector may drop the key of an open channel whose peer has hung up; junixsocket's does. Nothing blocks on such
         * a channel, so whatever is wanted is ready.
         */
        private void readyWithoutKey(int ops) {
            var stillWanted = ops & ~listener.ready(ops);
            if (stillWanted != 0) {
                want(stillWanted);
            }
        }

        private void ready(SelectionKey of) {
            var unwanted = listener.ready(of.readyOps());
            if (unwanted != 0) {
                of.interestOpsAnd(~unwanted);
            }
            if (!of.isValid() && of.interestOps() != 0) {
                want(of.interestOps());
            }
        }
    }

    private final Selector selector;
    private final Consumer<Exception> onFailure;
    private final Thread thread;
    private final Queue<Registration> updates = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean asleep = new AtomicBoolean();
    private volatile boolean closed;
    private final LongAdder work = new LongAdder();

    /** @param onFailure called on the loop's thread if it ends because it failed */
    SelectorLoop(String name, Selector selector, Consumer<Exception> onFailure) {
        this.selector = selector;
        this.onFailure = onFailure;
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    Registration registration(SelectableChannel channel, Listener listener) {
        return new Registration(channel, listener);
    }

    /** What it has done so far: how often it woke up, and how many ready channels it looked at then. */
    long work() {
        return work.sum();
    }

    /** Ends the thread and waits for it. Channels that are still registered are deregistered, not closed. */
    @Override
    public void close() {
        closed = true;
        wake();
        var interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException whileJoining) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void wake() {
        if (asleep.compareAndSet(true, false)) {
            selector.wakeup();
        }
    }

    private void run() {
        try (selector) {
            runUntilClosed();
        } catch (IOException failure) {
            log.warn("{} did not close its selector", thread.getName(), failure);
        }
    }

    private void runUntilClosed() {
        try {
            while (!closed) {
                select();
                work.increment();
                runUpdates();
                handleReady();
            }
        } catch (IOException | RuntimeException failure) {
            log.error("{} failed and ends with all its connections", thread.getName(), failure);
            onFailure.accept(failure);
        }
    }

    private void select() throws IOException {
        asleep.set(true);
        if (closed || !updates.isEmpty()) {
            selector.selectNow();
        } else {
            selector.select();
        }
        asleep.set(false);
    }

    private void runUpdates() {
        for (var changed = updates.poll(); changed != null; changed = updates.poll()) {
            try {
                changed.update();
            } catch (ClosedChannelException | CancelledKeyException closedMeanwhile) {
                log.trace("{} was closed before it could be waited for", changed.channel);
            }
        }
    }

    private void handleReady() {
        var ready = selector.selectedKeys();
        if (ready.isEmpty()) {
            return;
        }
        work.add(ready.size());
        ready.forEach(this::handle);
        ready.clear();
    }

    private void handle(SelectionKey key) {
        try {
            registration(key).ready(key);
        } catch (CancelledKeyException closedMeanwhile) {
            log.trace("{} was closed while it was ready", key.channel());
        } catch (RuntimeException defect) {
            log.error("the connection on {} is given up", key.channel(), defect);
            key.cancel();
            registration(key).listener.abandoned(defect);
        }
    }

    private static Registration registration(SelectionKey key) {
        return (Registration) key.attachment();
    }
}
