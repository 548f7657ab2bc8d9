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

    /** A unit that grows beyond the limit; how large it would have become nobody knows. */
    static UnitException tooLarge(String noun, int maxUnitBytes) {
        return new UnitException(
                ErrorCode.UNIT_TOO_LARGE, "a " + noun + " is larger than maxUnitBytes " + maxUnitBytes);
    }

    ErrorCode code() {
        return code;
    }

    SessionFailure asFailure() {
        return new SessionFailure(code, String.valueOf(getMessage()));
    }
}
