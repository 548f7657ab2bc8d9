package dev.vellamo.io.channel;

import dev.vellamo.protocol.capdata.ErrorCode;

/** A unit that does not fit the form of its channel. */
final class UnitException extends Exception {
    private final ErrorCode code;

    UnitException(ErrorCode code, String message) {
        super(message);
        this.code = code;
    }

    UnitException(String message, Throwable cause) {
        super(message, cause);
        this.code = ErrorCode.BAD_UNIT;
    }

    ErrorCode code() {
        return code;
    }

    SessionFailure asFailure() {
        return new SessionFailure(code, String.valueOf(getMessage()));
    }
}
