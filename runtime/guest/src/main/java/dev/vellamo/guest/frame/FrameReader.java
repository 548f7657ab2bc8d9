package dev.vellamo.guest.frame;

import dev.vellamo.protocol.wire.WireError;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One whole frame that is being read. What is read is copied. Invariant: no length and no count is believed that the bytes
 * which are left could not hold, so nothing is allocated for it.
 */
final class FrameReader {

    private static final int LONGEST_NUMBER_BYTES = 10;

    private final byte[] bytes;
    private final int end;
    private int position;

    FrameReader(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.position = offset;
        this.end = offset + length;
    }

    static GuestException malformed(String problem) {
        return new GuestException(WireError.DECODE, "what was said about a vat cannot be read: " + problem);
    }

    static GuestException malformed(String problem, Throwable cause) {
        return new GuestException(
                WireError.DECODE, "what was said about a vat cannot be read: " + problem + ": " + cause, cause);
    }

    long number() {
        var value = unsigned();
        return value >>> 1 ^ -(value & 1);
    }

    long unsigned() {
        long value = 0;
        for (var i = 0; i < LONGEST_NUMBER_BYTES; i++) {
            var next = octet();
            if (i == LONGEST_NUMBER_BYTES - 1 && next > 1) {
                break;
            }
            value |= (long) (next & 0x7F) << (7 * i);
            if (next < 0x80) {
                return value;
            }
        }
        throw malformed("a number has more than 64 bits");
    }

    /** From 0 to 255. */
    int octet() {
        if (position == end) {
            throw malformed("it ends too early");
        }
        return bytes[position++] & 0xFF;
    }

    boolean flag() {
        var value = octet();
        if (value > 1) {
            throw malformed(value + " is neither yes nor no");
        }
        return value == 1;
    }

    byte[] bytes() {
        return take(length(unsigned()));
    }

    private int length(long value) {
        if (value < 0 || value > end - position) {
            throw malformed(
                    "a length of " + Long.toUnsignedString(value) + " bytes where " + (end - position) + " are left");
        }
        return (int) value;
    }

    private byte[] take(int count) {
        var from = position;
        position += count;
        return Arrays.copyOfRange(bytes, from, position);
    }

    String text() {
        var head = unsigned();
        var count = length(head >>> 1);
        var from = position;
        position += count;
        if ((head & 1) == 1) {
            return utf16(from, count);
        }
        var text = new String(bytes, from, count, StandardCharsets.UTF_8);
        // Only a text that has this character may have been made of something that is not UTF-8.
        return text.indexOf('\uFFFD') < 0 ? text : utf8(from, count);
    }

    private String utf8(int from, int count) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, from, count))
                    .toString();
        } catch (CharacterCodingException e) {
            throw malformed("a text is not UTF-8", e);
        }
    }

    private String utf16(int from, int count) {
        if (count % 2 != 0) {
            throw malformed("a text ends within a character");
        }
        return ByteBuffer.wrap(bytes, from, count).asCharBuffer().toString();
    }

    <T> @Nullable T optional(Function<FrameReader, T> read) {
        return flag() ? read.apply(this) : null;
    }

    /** Of elements that take at least one byte each. */
    <T> List<T> list(Function<FrameReader, T> read) {
        var count = length(unsigned());
        var values = new ArrayList<T>(Math.min(count, 16));
        for (var i = 0; i < count; i++) {
            values.add(read.apply(this));
        }
        return values;
    }

    void requireEnd() {
        if (position != end) {
            throw malformed((end - position) + " bytes follow its end");
        }
    }
}
