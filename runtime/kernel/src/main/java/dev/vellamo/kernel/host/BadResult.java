package dev.vellamo.kernel.host;

import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.vat.VatException;

/** A value that arrived and does not fit the type that was asked for. */
final class BadResult {

    private BadResult() {}

    static VatException of(VatException reason) {
        return new VatException(
                ErrorCode.BAD_RESULT,
                "the result does not fit: " + reason.fault().message(),
                reason);
    }
}
