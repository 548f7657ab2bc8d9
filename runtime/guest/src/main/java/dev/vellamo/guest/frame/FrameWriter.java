package dev.vellamo.guest.frame;

import dev.vellamo.protocol.wire.Bytes;
import dev.vellamo.protocol.wire.Form;
import dev.vellamo.protocol.wire.Payload;
import dev.vellamo.protocol.wire.WireError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One frame that is being written. Numbers are little-endian groups of seven bits, of which the highest bit says that more
 * follow.
 */
final class FrameWriter {

    /** Most frames are a call with a few short arguments. */
    private static final int FIRST_BYTES = 128;

    private final Limit limit;

    /** @param name what people find it by */
    record Limit(String name, int bytes) {}

    FrameWriter(Limit limit) {
        this.limit = limit;
    }

    /** The first byte is that of the only parcel, as long as there is one. */
    private byte[] bytes = new byte[FIRST_BYTES];

    private int end = 1;

    /** Any number; those near 0 are short. */
    void number(long value) {
        unsigned(value << 1 ^ value >> 63);
    }

    /** A number without a sign; negative ones are the largest. */
    void unsigned(long value) {
        reserve(10);
        var rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[end++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[end++] = (byte) rest;
    }

    void octet(int value) {
        reserve(1);
        bytes[end++] = (byte) value;
    }

    void bytes(byte[] value) {
        bytes(value, 0, value.length);
    }

    void bytes(byte[] array, int offset, int length) {
        unsigned(length);
        raw(array, offset, length);
    }

    private void raw(byte[] array, int offset, int length) {
        reserve(length);
        System.arraycopy(array, offset, bytes, end, length);
        end += length;
    }

    /** A text: its length times two, plus one if UTF-8 cannot write it, as it has half a surrogate pair. */
    void text(String value) {
        if (StandardCharsets.UTF_8.newEncoder().canEncode(value)) {
            var utf8 = value.getBytes(StandardCharsets.UTF_8);
            unsigned((long) utf8.length << 1);
            raw(utf8, 0, utf8.length);
        } else {
            unsigned(((long) value.length() << 2) | 1);
            value.chars().forEach(each -> {
                octet(each >> 8);
                octet(each);
            });
        }
    }

    /** A byte that says whether the value is there, and the value. */
    <T> void optional(@Nullable T value, BiConsumer<T, FrameWriter> write) {
        octet(value == null ? 0 : 1);
        if (value != null) {
            write.accept(value, this);
        }
    }

    <T> void list(Collection<T> values, BiConsumer<T, FrameWriter> write) {
        unsigned(values.size());
        values.forEach(value -> write.accept(value, this));
    }

    private void reserve(int count) {
        var needed = (long) end + count;
        if (needed - 1 > limit.bytes()) {
            throw new GuestException(
                    WireError.TOO_LARGE,
                    "what is to be said about a vat takes more than the limit " + limit.name() + " of " + limit.bytes()
                            + " bytes");
        }
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.max(needed, 2L * bytes.length));
        }
    }

    /** The frame as stream messages. Nothing can be written any more. */
    List<Payload> parcels() {
        if (end <= VatFrames.MAX_PARCEL_BYTES) {
            bytes[0] = VatFrames.LAST;
            return List.of(new Payload(Form.BYTES, Bytes.of(bytes, 0, end)));
        }
        var parcels = new ArrayList<Payload>();
        for (var from = 1; from < end; from += VatFrames.MAX_PARCEL_BYTES - 1) {
            var count = Math.min(end - from, VatFrames.MAX_PARCEL_BYTES - 1);
            var parcel = new byte[count + 1];
            parcel[0] = from + count < end ? VatFrames.MORE : VatFrames.LAST;
            System.arraycopy(bytes, from, parcel, 1, count);
            parcels.add(Payload.bytes(parcel));
        }
        return parcels;
    }
}
