package dev.vellamo.protocol.wire;

/** Something cannot be read or sent; carries what the peer or the caller is told. */
public final class WireException extends Exception {

    private static final long serialVersionUID = 1;

    private final transient WireFault fault;

    public WireException(WireFault fault) {
        super(fault.toString());
        this.fault = fault;
    }

    public WireException(WireError error, String message) {
        this(new WireFault(error, message));
    }

    public WireFault fault() {
        return fault;
    }
}
