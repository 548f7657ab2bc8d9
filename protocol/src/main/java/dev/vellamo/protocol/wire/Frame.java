package dev.vellamo.protocol.wire;

import org.jspecify.annotations.Nullable;

/**
 * One unit of the wire. The binary codec and the codec of JSON lines write the same frames.
 *
 * <p>Ids are those of a request or a stream. Frames without one are the connection's.
 */
public sealed interface Frame {

    FrameType type();

    /** The first frame of each side. */
    record Greeting(Hello hello) implements Frame {
        @Override
        public FrameType type() {
            return FrameType.HELLO;
        }
    }

    /**
     * Ask for one answer.
     *
     * @param service whether a kernel service is meant, which is checked against what was granted; otherwise something that
     *     runs at the receiver
     * @param more the arguments go on in {@link Part}s
     */
    record Request(long id, boolean service, boolean more, Invocation invocation) implements Frame {
        @Override
        public FrameType type() {
            return service ? FrameType.SERVICE_REQUEST : FrameType.REQUEST;
        }
    }

    /** The good answer. */
    record Response(long id, boolean more, Payload payload) implements Frame {
        @Override
        public FrameType type() {
            return FrameType.RESPONSE;
        }
    }

    /** The bad answer to a request. */
    record Failure(long id, WireFault fault) implements Frame {
        @Override
        public FrameType type() {
            return FrameType.ERROR;
        }
    }

    /** More of the payload of the request or response of this id, which was the last of its side. */
    record Part(long id, boolean more, Bytes bytes) implements Frame {
        @Override
        public FrameType type() {
            return FrameType.PART;
        }
    }

    /** The sender does not want the answer any more. It is answered all the same. */
    record CancelRequest(long id) implements Frame {
        @Override
        public FrameType type() {
            return FrameType.CANCEL_REQUEST;
        }
    }

    /**
     * A value of a key changed.
     *
     * @param version higher with every change of the key
     * @param value the new value, or {@code null} if the key was deleted
     */
    record KeyChanged(String key, long version, @Nullable Payload value) implements Frame {

        /** A path, not a value. */
        public static final int MAX_KEY_BYTES = 1 << 10;

        @Override
        public FrameType type() {
            return FrameType.KEY_CHANGED;
        }
    }

    /** Asks for a {@link Pong} with the same number. */
    record Ping(long number) implements Frame {
        @Override
        public FrameType type() {
            return FrameType.PING;
        }
    }

    record Pong(long number) implements Frame {
        @Override
        public FrameType type() {
            return FrameType.PONG;
        }
    }

    /**
     * The sender begins nothing new and accepts nothing new; with any code but {@link WireError#GOING_AWAY} it closes the
     * connection at once.
     *
     * @param lastId the highest id of the receiver's that was or may be processed; higher ones certainly were not
     */
    record GoingAway(long lastId, WireFault fault) implements Frame {
        @Override
        public FrameType type() {
            return FrameType.GOING_AWAY;
        }
    }

    /** A frame of one stream. */
    sealed interface OfStream extends Frame {
        long id();
    }

    /**
     * Begins a stream.
     *
     * @param creditBytes what the receiver of this frame may send at once
     */
    record Open(long id, long creditBytes, Invocation invocation) implements OfStream {
        @Override
        public FrameType type() {
            return FrameType.OPEN;
        }
    }

    /**
     * A message of a stream, or a part of one.
     *
     * @param more the message goes on in the next Data of the stream
     */
    record Data(long id, boolean more, Payload payload) implements OfStream {
        @Override
        public FrameType type() {
            return FrameType.DATA;
        }
    }

    /**
     * How much may be sent.
     *
     * @param id of a stream, or 0 for all streams of the connection together
     * @param totalBytes counted since the opening; never less than before
     */
    record Credit(long id, long totalBytes) implements OfStream {
        @Override
        public FrameType type() {
            return FrameType.CREDIT;
        }
    }

    /** The sender sends no more Data. Ends one direction. */
    record Close(long id) implements OfStream {
        @Override
        public FrameType type() {
            return FrameType.CLOSE;
        }
    }

    /** The sender wants no more Data. Ends one direction, once the receiver has answered with Close. */
    record Cancel(long id, String reason) implements OfStream {

        /** Enough for a sentence. Longer ones are cut. */
        public static final int MAX_REASON_CHARS = 250;

        @Override
        public FrameType type() {
            return FrameType.CANCEL;
        }

        public Cancel {
            if (reason.length() > MAX_REASON_CHARS) {
                reason = reason.substring(0, MAX_REASON_CHARS - 1) + "…";
            }
        }
    }

    /** Ends both directions at once. */
    record Abort(long id, WireFault fault) implements OfStream {
        @Override
        public FrameType type() {
            return FrameType.ABORT;
        }
    }
}
