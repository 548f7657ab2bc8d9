package dev.vellamo.protocol.wire;

/**
 * Why a request, a stream or a connection ended badly. The numbers go over the wire and are never reused.
 */
public enum WireError {
    /** The peer did what no peer may. */
    PROTOCOL(1),
    /** A frame is longer than the receiver's hello allows. */
    FRAME_TOO_LARGE(2),
    /** More was sent than was granted, or a total of credit that cannot be. */
    FLOW_CONTROL(3),
    /** Data after the close of its direction. */
    STREAM_CLOSED(4),
    /** Not started, and certainly not processed: it may be tried again, later or elsewhere. */
    REFUSED(5),
    /** There is no such target or method. */
    NOT_FOUND(6),
    /** The peer may not do this. */
    NOT_PERMITTED(7),
    /** Nothing here handles streams, or not for this target. */
    STREAMING_UNSUPPORTED(8),
    /** A body is not what it says it is. */
    DECODE(9),
    /** A message, a request or a response is larger than the receiver's hello allows. */
    TOO_LARGE(10),
    /** What the application's own code reported. */
    APPLICATION(11),
    /** The deadline passed. */
    DEADLINE(12),
    /** The one who asked does not want it any more. */
    CANCELLED(13),
    /** The connection ended first. */
    CONNECTION_LOST(14),
    /** An orderly end: nothing new begins, what runs may finish. */
    GOING_AWAY(15),
    /** As many requests, or bytes of requests, as allowed are in work. Not processed. */
    BUSY(16),
    /** A frame for a stream that was never opened. */
    UNKNOWN_STREAM(17),
    /** A version, type, kind or flag that this side does not know. */
    UNSUPPORTED(18),
    /** The token is missing or wrong. */
    AUTHENTICATION(19),
    /** Nothing was heard for too long, or the peer does not read. */
    NOT_RESPONDING(20),
    /** The peer causes more answers than it reads. */
    FLOOD(21),
    /** The other side belongs to another start of the kernel, or to an older connection. */
    WRONG_INCARNATION(22);

    /** Numbers from here on are {@code dev.vellamo.protocol.capdata.ErrorCode} numbers plus this. */
    public static final int CALL_ERRORS = 1000;

    private final int number;

    WireError(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
