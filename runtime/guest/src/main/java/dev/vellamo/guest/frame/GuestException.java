package dev.vellamo.guest.frame;

import dev.vellamo.protocol.wire.WireError;
import dev.vellamo.protocol.wire.WireFault;

/** What was said about a vat, or was to be said, breaks the rules. It ends the stream of that vat, and nothing else. */
public final class GuestException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final WireError code;

    public GuestException(WireError code, String message) {
        super(message);
        this.code = code;
    }

    public GuestException(WireError code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** {@code TOO_LARGE}, {@code DECODE}; {@code PROTOCOL} for a frame that does not belong where it came. {@code UNSUPPORTED}
     * where guests cannot be started at all. */
    public WireError code() {
        return code;
    }

    /** What the other side is told when the stream is aborted. */
    public WireFault fault() {
        return new WireFault(code, String.valueOf(getMessage()));
    }
}
