package dev.vellamo.io.link;

import dev.vellamo.protocol.wire.WireError;
import dev.vellamo.protocol.wire.WireFault;

/** Why a request or a stream ended badly; code and message are what the other side, or this link, said. */
public final class LinkException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int code;
    private final String reason;

    public LinkException(WireFault fault) {
        super(fault.toString());
        this.code = fault.code();
        this.reason = fault.message();
    }

    public WireFault fault() {
        return new WireFault(code, reason);
    }

    /** The name of the code, or its number if this version does not know it. */
    public String name() {
        return fault().name();
    }

    public boolean is(WireError error) {
        return code == error.number();
    }
}
