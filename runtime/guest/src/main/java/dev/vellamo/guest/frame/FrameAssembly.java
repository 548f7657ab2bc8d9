package dev.vellamo.guest.frame;

import dev.vellamo.protocol.wire.WireError;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Puts the messages of one direction of one stream together to frames. Not for several threads.
 *
 * <p>It holds what came of a frame that is not whole, at most {@link VatFrames#MAX_FRAME_BYTES}, and at most twice that for
 * a moment. What was malformed, or too large, stays so: every later message is refused, too.
 */
public final class FrameAssembly<T> {

    private static final byte[] NOTHING = new byte[0];

    private final Function<FrameReader, T> read;
    private byte[] held = NOTHING;
    private int end;
    private boolean isSpoiled;

    FrameAssembly(Function<FrameReader, T> read) {
        this.read = read;
    }

    /**
     * Takes the next message. Its bytes are copied as far as they are needed.
     *
     * @return the frame that it completes, or {@code null} if more is to come
     * @throws GuestException with code {@code DECODE} or {@code TOO_LARGE}
     */
    public @Nullable T add(byte[] array, int offset, int length) {
        if (isSpoiled) {
            throw FrameReader.malformed("it follows something that could not be read");
        }
        isSpoiled = true;
        var frame = next(array, offset, length);
        isSpoiled = false;
        return frame;
    }

    private @Nullable T next(byte[] array, int offset, int length) {
        if (length == 0 || length > VatFrames.MAX_PARCEL_BYTES) {
            throw FrameReader.malformed(
                    "a parcel of " + length + " bytes; it has between 1 and " + VatFrames.MAX_PARCEL_BYTES);
        }
        var head = array[offset];
        if (head != VatFrames.LAST && head != VatFrames.MORE) {
            throw FrameReader.malformed("a parcel begins with " + head);
        }
        if (end == 0 && head == VatFrames.LAST) {
            return decode(array, offset + 1, length - 1);
        }
        hold(array, offset + 1, length - 1);
        if (head == VatFrames.MORE) {
            return null;
        }
        var whole = held;
        var count = end;
        held = NOTHING;
        end = 0;
        return decode(whole, 0, count);
    }

    private void hold(byte[] array, int offset, int length) {
        if (length == 0 || end > VatFrames.MAX_FRAME_BYTES - length) {
            throw length == 0
                    ? FrameReader.malformed("a parcel is empty")
                    : new GuestException(
                            WireError.TOO_LARGE,
                            "what was said about a vat takes more than the limit MAX_FRAME_BYTES of "
                                    + VatFrames.MAX_FRAME_BYTES + " bytes");
        }
        if (end + length > held.length) {
            held = Arrays.copyOf(held, Math.max(end + length, Math.min(2 * held.length, VatFrames.MAX_FRAME_BYTES)));
        }
        System.arraycopy(array, offset, held, end, length);
        end += length;
    }

    private T decode(byte[] array, int offset, int length) {
        var reader = new FrameReader(array, offset, length);
        T frame;
        try {
            frame = read.apply(reader);
        } catch (IllegalArgumentException | ArithmeticException e) {
            // The values check what they are made of.
            throw FrameReader.malformed("a value cannot be", e);
        }
        reader.requireEnd();
        return frame;
    }
}
