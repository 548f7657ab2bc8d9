package dev.vellamo.io.channel;

import dev.vellamo.protocol.capdata.ErrorCode;
import java.util.Arrays;
import java.util.Optional;

/**
 * Text as it arrives: all whole characters of a chunk are a unit, or several if that is larger than one may be. What is
 * held is less than a character.
 */
final class CharsDecoder implements UnitDecoder {
    private static final byte[] NOTHING = {};

    /** How many bytes can follow the first of a character. */
    private static final int MAX_CONTINUATION = 3;

    private final int maxUnitBytes;
    private byte[] tail = NOTHING;
    private boolean done;

    CharsDecoder(int maxUnitBytes) {
        this.maxUnitBytes = maxUnitBytes;
    }

    @Override
    public Decoded feed(byte[] chunk) {
        requireOpen();
        var bytes = tail.length == 0 ? chunk : joined(chunk);
        int whole = wholeCharacters(bytes);
        var units = new UnitBatch(whole / maxUnitBytes + 1);
        try {
            for (int from = 0; from < whole; ) {
                int to = end(bytes, from, whole);
                units.add(Utf8.decode(bytes, from, to), to - from);
                from = to;
            }
        } catch (UnitException refused) {
            return failed(units, refused);
        }
        tail = Arrays.copyOfRange(bytes, whole, bytes.length);
        return new Decoded(units, tail.length, Optional.empty());
    }

    @Override
    public Decoded finish() {
        requireOpen();
        if (tail.length > 0) {
            return failed(
                    new UnitBatch(0),
                    new UnitException(
                            ErrorCode.BAD_UNIT, "the text ends within a character, so it is not valid UTF-8"));
        }
        done = true;
        return new Decoded(new UnitBatch(0), 0, Optional.empty());
    }

    @Override
    public int partialBytes() {
        return tail.length;
    }

    private void requireOpen() {
        if (done) {
            throw new IllegalStateException("the decoder has ended");
        }
    }

    private byte[] joined(byte[] chunk) {
        var bytes = Arrays.copyOf(tail, tail.length + chunk.length);
        System.arraycopy(chunk, 0, bytes, tail.length, chunk.length);
        return bytes;
    }

    /** Where the unit that begins at {@code from} ends: between two characters. */
    private int end(byte[] bytes, int from, int whole) throws UnitException {
        if (whole - from <= maxUnitBytes) {
            return whole;
        }
        int end = from + maxUnitBytes;
        for (int back = 0; back < MAX_CONTINUATION && isContinuation(bytes[end]); back++) {
            end--;
            if (end == from) {
                throw UnitException.tooLarge("character", maxUnitBytes);
            }
        }
        return end;
    }

    /** How many of the bytes are before a character at their end of which bytes are missing. */
    private static int wholeCharacters(byte[] bytes) {
        for (int back = 1; back <= Math.min(MAX_CONTINUATION, bytes.length); back++) {
            byte each = bytes[bytes.length - back];
            if (!isContinuation(each)) {
                return length(each) > back ? bytes.length - back : bytes.length;
            }
        }
        return bytes.length;
    }

    private static boolean isContinuation(byte each) {
        return (each & 0xC0) == 0x80;
    }

    /** Of the character that begins with this byte; of one that begins none, 1: decoding refuses it. */
    private static int length(byte first) {
        int unsigned = first & 0xFF;
        if (unsigned >= 0xF8) {
            return 1;
        }
        if (unsigned >= 0xF0) {
            return 4;
        }
        if (unsigned >= 0xE0) {
            return 3;
        }
        return unsigned >= 0xC0 ? 2 : 1;
    }

    private Decoded failed(UnitBatch units, UnitException refused) {
        done = true;
        tail = NOTHING;
        return new Decoded(units, 0, Optional.of(refused.asFailure()));
    }
}
