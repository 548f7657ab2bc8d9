package dev.vellamo.io.channel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vellamo.protocol.capdata.ErrorCode;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;

/** Text as bytes, checked strictly in both directions. */
final class Utf8 {

    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final char REPLACEMENT = '\uFFFD';

    private Utf8() {}

    /** @throws UnitException with code {@code BAD_UNIT} */
    static String decode(byte[] bytes, int from, int to) throws UnitException {
        if (isAscii(bytes, from, to)) {
            return new String(bytes, from, to - from, ISO_8859_1);
        }
        var text = new String(bytes, from, to - from, UTF_8);
        // The lenient decoder marks what is malformed by a character that may also be in the text itself.
        return text.indexOf(REPLACEMENT) < 0 ? text : strict(bytes, from, to);
    }

    /**
     * The bytes of a text, in a buffer that has an array.
     *
     * @param noun what an error message calls it
     * @throws UnitException with code {@code BAD_UNIT} or {@code UNIT_TOO_LARGE}
     */
    static ByteBuffer encode(String text, String noun, int maxBytes) throws UnitException {
        // No character takes less than a byte, so a text that is far too large is not encoded first.
        int length = text.length();
        if (length <= maxBytes) {
            var utf8 = encode(text, noun);
            if (utf8.remaining() <= maxBytes) {
                return utf8;
            }
            length = utf8.remaining();
        }
        throw new UnitException(
                ErrorCode.UNIT_TOO_LARGE,
                "a " + noun + " of at least " + length + " bytes is larger than maxUnitBytes " + maxBytes);
    }

    private static ByteBuffer encode(String text, String noun) throws UnitException {
        try {
            return UTF_8.newEncoder().encode(CharBuffer.wrap(text));
        } catch (CharacterCodingException unpaired) {
            throw new UnitException("a " + noun + " contains half of a surrogate pair", unpaired);
        }
    }

    private static String strict(byte[] bytes, int from, int to) throws UnitException {
        try {
            return UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(bytes, from, to - from))
                    .toString();
        } catch (CharacterCodingException malformed) {
            throw new UnitException("a unit of " + (to - from) + " bytes is not valid UTF-8", malformed);
        }
    }

    private static boolean isAscii(byte[] bytes, int from, int to) {
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            if (((long) EIGHT_BYTES.get(bytes, at) & HIGH_BITS) != 0) {
                return false;
            }
        }
        for (; at < to; at++) {
            if (bytes[at] < 0) {
                return false;
            }
        }
        return true;
    }
}
