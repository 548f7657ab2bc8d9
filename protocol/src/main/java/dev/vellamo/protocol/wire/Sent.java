package dev.vellamo.protocol.wire;

/** What became of messages that were to be sent on a stream. */
public enum Sent {
    /** They wait to be written, and there is room for more. */
    MORE,
    /** They wait to be written; the next one is to wait for {@link ConnectionListener#writable}. */
    FULL,
    /** Dropped: this direction has ended. */
    ENDED,
    /** Dropped before a byte was written: the other side accepts no message as large as one of them. */
    TOO_LARGE
}
