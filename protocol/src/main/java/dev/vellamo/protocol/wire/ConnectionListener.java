package dev.vellamo.protocol.wire;

import org.jspecify.annotations.Nullable;

/**
 * What a {@link ConnectionState} says is to be done, at once and in order, on the thread of its caller.
 *
 * <p>Every method may call the connection again. None may throw.
 */
public interface ConnectionListener {

    /** Both have agreed. Nothing can be sent before. */
    void ready(Hello other);

    /**
     * The other side opens a stream.
     *
     * @return {@code null} to accept it; then {@link ConnectionState#release} is owed. Otherwise why not, for example {@link
     *     WireError#STREAMING_UNSUPPORTED}
     */
    @Nullable
    WireFault opened(StreamState stream, Invocation invocation);

    /**
     * A whole message came. The array is the decoder's, or made for this message.
     *
     * @param charge what is to be given to {@link ConnectionState#consumed} when the message is used up
     */
    void message(StreamState stream, Form form, byte[] array, int offset, int length, int charge);

    /** The other side sends no more on this stream; what it sent was delivered. */
    void closed(StreamState stream);

    /** The other side wants no more of this stream: what waited is dropped and {@link Sent#ENDED} is all that follows. */
    void cancelled(StreamState stream, String reason);

    /** Both directions ended badly. What was delivered before may still be used up. Once, and nothing else after it. */
    void failed(StreamState stream, WireFault fault);

    /** There is room again after {@link Sent#FULL}. */
    void writable(StreamState stream);

    /** The other side wants an answer: {@link ConnectionState#respond} or {@link ConnectionState#reject}, once. */
    void requested(IncomingRequest request);

    /** The other side has lost interest in the answer. It is owed all the same. */
    void cancelled(IncomingRequest request);

    /** The answer to a request. */
    void answered(OutgoingRequest request, Payload payload);

    /** A request has no good answer. */
    void rejected(OutgoingRequest request, WireFault fault);

    /**
     * A value of a key changed.
     *
     * @param charge what is to be given to {@link ConnectionState#consumed(int)} when this is used up
     */
    void changed(Frame.KeyChanged change, int charge);

    /** The other side begins nothing new and accepts nothing new. */
    void goingAway(WireFault reason);

    /**
     * The connection is over; everything that was open has failed already. What {@link ConnectionState#pull} still gives is
     * to be written if that is possible at once, then the transport is to be closed. Once, and nothing comes after it.
     *
     * @param reason {@link WireError#GOING_AWAY} if it ended in order
     */
    void ended(WireFault reason);
}
