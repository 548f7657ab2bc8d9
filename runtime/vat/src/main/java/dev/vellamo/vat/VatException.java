package dev.vellamo.vat;

import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Fault;
import org.jspecify.annotations.Nullable;

/**
 * Why a call was rejected, or what a vat throws to reject one with a code of its own.
 *
 * <p>Code, message and the class name of the original exception are kept across vats and processes. {@link #getMessage} is the
 * message after the code, as {@code [VAT_RESTARTED] vat v1 (main) was restarted}; {@link #fault} has them apart.
 */
public final class VatException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient Fault fault;

    public VatException(String code, String message) {
        this(new Fault(code, VatException.class.getName(), message, null));
    }

    public VatException(ErrorCode code, String message) {
        this(Fault.of(code, message));
    }

    public VatException(ErrorCode code, String message, Throwable cause) {
        super(withCode(code.name(), message), cause);
        this.fault = Fault.of(code, message);
    }

    public VatException(Fault fault) {
        super(withCode(fault.code(), fault.message()), fault.cause() == null ? null : new VatException(fault.cause()));
        this.fault = fault;
    }

    private static String withCode(String code, String message) {
        return "[" + code + "] " + message;
    }

    /** The name of an {@link ErrorCode}, or the code of the vat author who threw it. */
    public String code() {
        return fault.code();
    }

    /** The class name of the exception that was thrown in the other vat, if one was. */
    public @Nullable String originalType() {
        return fault.type();
    }

    public Fault fault() {
        return fault;
    }

    public boolean is(ErrorCode code) {
        return fault.is(code);
    }
}
