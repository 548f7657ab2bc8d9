package dev.vellamo.io.link;

import static java.util.Objects.requireNonNull;

import dev.vellamo.protocol.wire.ConnectionState;
import dev.vellamo.protocol.wire.Form;
import dev.vellamo.protocol.wire.Payload;
import dev.vellamo.protocol.wire.Sent;
import dev.vellamo.protocol.wire.StreamState;
import dev.vellamo.protocol.wire.WireError;
import dev.vellamo.protocol.wire.WireFault;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * This side's end of one stream. Any thread; nothing blocks; what has no effect any more, as the stream has ended, does
 * nothing.
 *
 * <p>Its owner sends only while {@link #send} says that there is room, gives back what it {@link #consumed}, and lets go with
 * {@link #release} in the end, whatever happened.
 */
public final class LinkStream {

    private final Link link;
    private @Nullable StreamReceiver receiver; // set before anything comes for it

    // Touched by tasks of the link only.
    private @Nullable StreamState state;
    private @Nullable WireFault refusal;
    private @Nullable MessageBatch pending;
    private @Nullable Runnable overListener;

    LinkStream(Link link) {
        this.link = link;
    }

    /** Takes the stream that the other side opens. Only within {@link LinkHandler#opened}. */
    public void accept(StreamReceiver owner) {
        receiver = owner;
    }

    /** Does not take the stream that the other side opens. Only within {@link LinkHandler#opened}. */
    public void refuse(WireFault reason) {
        refusal = reason;
    }

    /**
     * Sends messages, in order; nobody changes the list any more, and it is held until the last of them is written. A message
     * that is larger than the other side accepts fails the stream, on both sides.
     *
     * @return whether there is room for more. If not, {@link StreamReceiver#writable} tells when there is
     */
    public boolean send(List<Payload> messages) {
        var sending = new Sending(messages);
        link.execute(sending);
        return sending.hasRoom();
    }

    /** Sends no more; what waits is sent before the other side is told. */
    public void close() {
        link.execute(connection -> {
            if (state != null) {
                connection.close(state);
            }
        });
    }

    /** Wants no more; what still comes is dropped. */
    public void cancel(String reason) {
        link.execute(connection -> {
            if (state != null) {
                connection.cancel(state, reason);
                drop(state, connection);
            }
        });
    }

    /** Ends both directions at once and tells the other side why. The receiver is not told. */
    public void abort(WireFault reason) {
        link.execute(connection -> {
            if (state != null) {
                connection.abort(state, reason);
                drop(state, connection);
            }
        });
    }

    /** Messages are used up: so much more may come. */
    public void consumed(long charge) {
        link.executeUnhurried(connection -> {
            if (state != null) {
                connection.consumed(state, charge);
            }
        });
    }

    /**
     * Has the owner told once both directions have ended: all is written, and the other side sends no more. Once; it may be
     * at once.
     *
     * @param over must not block
     */
    public void whenOver(Runnable over) {
        link.execute(() -> {
            overListener = over;
            link.watch(this);
        });
    }

    /** Has the owner told if the stream is over, and returns whether it is. */
    boolean tellIfOver() {
        if (state != null && !state.isOver()) {
            return false;
        }
        requireNonNull(overListener, "nobody waits for the end of the stream").run();
        return true;
    }

    /** The owner needs the stream no more: what is still open ends, and what was not consumed counts as consumed. */
    public void release() {
        link.execute(connection -> {
            if (state != null) {
                pending = null;
                connection.release(state);
                state = null;
            }
        });
    }

    void opened(StreamState opened) {
        state = opened;
    }

    /** Why the handler does not take the stream, or null if it does. */
    @Nullable
    WireFault refusal() {
        if (refusal == null && receiver == null) {
            return new WireFault(WireError.STREAMING_UNSUPPORTED, "nothing here handles streams");
        }
        return refusal;
    }

    StreamReceiver receiver() {
        return requireNonNull(receiver, "a stream without a receiver");
    }

    /**
     * Adds a message to what will be received together.
     *
     * @return whether it is the first one
     */
    boolean gather(Form form, byte[] array, int offset, int length, int charge) {
        var batch = pending;
        var isFirst = batch == null;
        if (batch == null) {
            batch = new MessageBatch();
            pending = batch;
        }
        batch.add(form, array, offset, length);
        batch.cost(charge);
        return isFirst;
    }

    /** What was gathered is not wanted any more. */
    private void drop(StreamState stream, ConnectionState connection) {
        var batch = pending;
        if (batch != null) {
            pending = null;
            connection.consumed(stream, batch.charge());
        }
    }

    /** Has the receiver told of what was gathered. */
    void deliver() {
        var batch = pending;
        if (batch != null) {
            pending = null;
            receiver().received(batch);
        }
    }

    /** Has the receiver take what it was told of. Any thread. */
    void wakeUp() {
        receiver().wakeUp();
    }

    /** Has the receiver told that there is room, if that is still so: it may have sent more meanwhile, or end. */
    void tellRoom() {
        if (state != null && state.hasRoom()) {
            receiver().writable();
        }
    }

    /** Messages on their way into the connection; may be left to another thread. */
    private final class Sending implements Runnable {

        private enum Stage {
            WAITING,
            SENT_WITH_ROOM,
            SENT_WITHOUT_ROOM,
            SENDER_TOLD_TO_WAIT
        }

        private final List<Payload> messages;
        private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.WAITING);

        Sending(List<Payload> messages) {
            this.messages = messages;
        }

        /** The answer for the sender, who waits from now on if the messages are not sent yet. */
        boolean hasRoom() {
            return stage.compareAndSet(Stage.WAITING, Stage.SENDER_TOLD_TO_WAIT)
                    ? false
                    : stage.get() == Stage.SENT_WITH_ROOM;
        }

        @Override
        public void run() {
            var hasRoom = sendAll();
            var done = hasRoom ? Stage.SENT_WITH_ROOM : Stage.SENT_WITHOUT_ROOM;
            if (!stage.compareAndSet(Stage.WAITING, done) && hasRoom) {
                receiver().writable();
            }
        }

        private boolean sendAll() {
            var stream = state;
            if (stream == null) {
                return false;
            }
            var sent = link.connection().send(stream, messages);
            if (sent == Sent.TOO_LARGE) {
                tooLarge(stream);
            }
            return sent == Sent.MORE;
        }

        private void tooLarge(StreamState stream) {
            var length = messages.stream().mapToInt(Payload::length).max().orElse(0);
            var fault = new WireFault(
                    WireError.TOO_LARGE,
                    "a message of " + length + " bytes was to be sent on " + stream
                            + ", more than the other side accepts");
            link.connection().abort(stream, fault);
            deliver();
            receiver().failed(fault);
        }
    }
}
