package dev.vellamo.io.transport;

import java.io.EOFException;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Takes things from a channel, one for each demand, without a thread of its own. The consumer (a stage) and the selector
 * loop take turns, so that a busy channel is read by its consumer alone and an idle one costs nothing.
 *
 * <pre>
 *            demand, nothing there
 *  CONSUMER -----------------------> LOOP --+
 *     ^                              ^  |   | ready, but nothing there
 *     |                       demand |  |   +-- (stays)
 *     |   ready                      |  v took one
 *     +------------------------------ RESTING
 * </pre>
 *
 * <p>From LOOP an end or a failure leads to CONSUMER. In CONSUMER the channel is not waited for. In RESTING it still is, in
 * the hope that the next demand comes before the next thing.
 *
 * <p>Invariant: nothing is taken without a demand, and never by two threads at once.
 */
final class Intake<T> {

    /** The channel's side. */
    interface Supply<T> {
        /** What is there, or null if nothing is there yet. */
        @Nullable
        T take() throws IOException;

        /** Asks the loop to call {@link Intake#ready} once something is there. */
        void awaitMore();
    }

    /** The consumer's side; called by its executor, or within {@link Intake#demand}. */
    interface Receiver<T> {
        void received(T item);

        /** The peer sends nothing more. */
        void ended();

        void failed(IOException cause);
    }

    private enum Turn {
        CONSUMER,
        LOOP,
        RESTING
    }

    private final Supply<T> supply;
    private final Receiver<T> receiver;
    private final Executor consumer;
    private final AtomicReference<Turn> turn = new AtomicReference<>(Turn.CONSUMER);

    Intake(Supply<T> supply, Receiver<T> receiver, Executor consumer) {
        this.supply = supply;
        this.receiver = receiver;
        this.consumer = consumer;
    }

    /** Asks for one thing. Called by the consumer, only after the previous demand was answered. */
    void demand() {
        if (turn.compareAndSet(Turn.RESTING, Turn.LOOP)) {
            return;
        }
        var news = attempt();
        if (news != null) {
            news.run();
            return;
        }
        turn.set(Turn.LOOP);
        supply.awaitMore();
    }

    /** Called by the loop when something is there. Returns whether the loop shall go on waiting. */
    boolean ready() {
        if (turn.compareAndSet(Turn.RESTING, Turn.CONSUMER) || turn.get() == Turn.CONSUMER) {
            return false;
        }
        var news = attempt();
        if (news == null) {
            return true;
        }
        var goesOn = news instanceof Received;
        turn.set(goesOn ? Turn.RESTING : Turn.CONSUMER);
        consumer.execute(news);
        return goesOn;
    }

    private record Received<T>(T item, Receiver<T> receiver) implements Runnable {
        @Override
        public void run() {
            receiver.received(item);
        }
    }

    private @Nullable Runnable attempt() {
        try {
            var item = supply.take();
            return item == null ? null : new Received<>(item, receiver);
        } catch (EOFException end) {
            return receiver::ended;
        } catch (IOException failure) {
            return () -> receiver.failed(failure);
        }
    }
}
