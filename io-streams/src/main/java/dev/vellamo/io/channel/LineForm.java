package dev.vellamo.io.channel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vellamo.protocol.capdata.ErrorCode;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;

/** A unit that is a string of text in UTF-8, checked strictly in both directions. */
enum LineForm implements UnitForm {
    INSTANCE;

    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final char REPLACEMENT = '\uFFFD';

    @Override
    public String noun() {
        return "line";
    }

    @Override
    public String parse(byte[] bytes, int from, int to) throws UnitException {
        if (isAscii(bytes, from, to)) {
            return new String(bytes, from, to - from, ISO_8859_1);
        }
        var text = new String(bytes, from, to - from, UTF_8);
        // The lenient decoder marks what is malformed by a character that may also be in the text itself.
        return text.indexOf(REPLACEMENT) < 0 ? text : strict(bytes, from, to);
    }

    @Override
    public String format(Object unit) throws UnitException {
        if (!(unit instanceof CharSequence text)) {
            throw new UnitException(
                    ErrorCode.BAD_UNIT,
                    "a line is written as a string, not as a " + unit.getClass().getName());
        }
        var line = text.toString();
        if (line.indexOf('\n') >= 0) {
            throw new UnitException(
                    ErrorCode.BAD_UNIT,
                    "a line contains a newline at index " + line.indexOf('\n') + "; write the lines one by one");
        }
        return line;
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
