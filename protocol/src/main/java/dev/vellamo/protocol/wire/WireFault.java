package dev.vellamo.protocol.wire;

import dev.vellamo.protocol.capdata.ErrorCode;

/**
 * Why something ended badly.
 *
 * @param code a number of {@link WireError}, of {@link ErrorCode} plus {@link WireError#CALL_ERRORS}, or one that a later
 *     version added
 * @param message for people: what happened, where, and what to do; at most {@link #MAX_MESSAGE_CHARS}, longer ones are cut
 */
public record WireFault(int code, String message) {

    /** Enough for a sentence with a path in it. Four bytes a character at most make 4 KiB. */
    public static final int MAX_MESSAGE_CHARS = 1_000;

    public WireFault {
        if (message.length() > MAX_MESSAGE_CHARS) {
            message = message.substring(0, MAX_MESSAGE_CHARS - 1) + "…";
        }
    }

    public WireFault(WireError error, String message) {
        this(error.number(), message);
    }

    public WireFault(ErrorCode error, String message) {
        this(WireError.CALL_ERRORS + error.number(), message);
    }

    public boolean is(WireError error) {
        return code == error.number();
    }

    /** The name of the code, or its number if this version does not know it. */
    public String name() {
        for (WireError error : WireError.values()) {
            if (error.number() == code) {
                return error.name();
            }
        }
        for (ErrorCode error : ErrorCode.values()) {
            if (WireError.CALL_ERRORS + error.number() == code) {
                return error.name();
            }
        }
        return Integer.toString(code);
    }

    @Override
    public String toString() {
        return name() + ": " + message;
    }
}
