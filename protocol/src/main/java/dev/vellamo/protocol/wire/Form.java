package dev.vellamo.protocol.wire;

/** What the bytes of a payload are. */
public enum Form {
    /** Opaque. */
    BYTES(0),
    /** Text in UTF-8. */
    TEXT(Flags.TEXT),
    /** One JSON value in UTF-8. */
    JSON(Flags.JSON);

    private final int flag;

    Form(int flag) {
        this.flag = flag;
    }

    int flag() {
        return flag;
    }

    /** The form that flags name; both bits at once name none and never come out of a decoder. */
    static Form of(int flags) {
        return (flags & Flags.TEXT) != 0 ? TEXT : (flags & Flags.JSON) != 0 ? JSON : BYTES;
    }
}
