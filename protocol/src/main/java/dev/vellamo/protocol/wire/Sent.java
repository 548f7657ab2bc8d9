package dev.vellamo.protocol.wire;

/** What became of a message that was to be sent on a stream. */
public enum Sent {
    /** It waits to be written, and there is room for more. */
    MORE,
    /** It waits to be written; the next one is to wait for {@link ConnectionListener#writable}. */
    FULL,
    /** Dropped: this direction has ended. */
    ENDED,
    /** Dropped before a byte was written: the other side accepts no message of that size. */
    TOO_LARGE
}
