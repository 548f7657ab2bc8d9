package dev.vellamo.io.channel;

import dev.vellamo.protocol.capdata.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Turns a unit into the bytes of one line, its newline included. */
final class UnitEncoder {
    private final UnitForm form;
    private final int maxUnitBytes;

    UnitEncoder(UnitForm form, int maxUnitBytes) {
        this.form = form;
        this.maxUnitBytes = maxUnitBytes;
    }

    /** @throws UnitException with code {@code BAD_UNIT} or {@code UNIT_TOO_LARGE} */
    byte[] encode(Object unit) throws UnitException {
        var text = form.format(unit);
        if (text.length() > maxUnitBytes) {
            throw tooLarge(text.length());
        }
        var utf8 = utf8(text);
        int length = utf8.remaining();
        if (length > maxUnitBytes) {
            throw tooLarge(length);
        }
        var line = Arrays.copyOfRange(utf8.array(), utf8.arrayOffset(), utf8.arrayOffset() + length + 1);
        line[length] = '\n';
        return line;
    }

    private ByteBuffer utf8(String text) throws UnitException {
        try {
            return StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
        } catch (CharacterCodingException unpaired) {
            throw new UnitException("a " + form.noun() + " contains half of a surrogate pair", unpaired);
        }
    }

    private UnitException tooLarge(int atLeastBytes) {
        return new UnitException(
                ErrorCode.UNIT_TOO_LARGE,
                "a " + form.noun() + " of at least " + atLeastBytes + " bytes is larger than maxUnitBytes "
                        + maxUnitBytes);
    }
}
