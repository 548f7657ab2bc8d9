package dev.vellamo.protocol.wire;

/** The bits of a frame's flags. The bits that are not here are free for later versions. */
final class Flags {

    /** The message goes on in a later frame. */
    static final int MORE = 1;
    /** The payload is text in UTF-8. */
    static final int TEXT = 2;
    /** The payload is one JSON value in UTF-8. */
    static final int JSON = 4;
    /** Reserved: the payload is CBOR. No version up to this one sends or understands it. */
    static final int CBOR = 8;
    /** A receiver that does not know this type, kind or flag skips the frame. */
    static final int IGNORABLE = 128;

    /** What this version understands. */
    static final int KNOWN = MORE | TEXT | JSON | IGNORABLE;

    private Flags() {}

    /** Whether this version can read a frame with these flags. */
    static boolean understood(int flags) {
        return (flags & ~KNOWN) == 0 && (flags & (TEXT | JSON)) != (TEXT | JSON);
    }
}
