package dev.vellamo.io.channel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/**
 * Splits a sequence of bytes into units at the newline, 0x0A, in time linear in the bytes.
 *
 * <p>One carriage return before the newline is not part of the unit. What follows the last newline is a unit too, if it
 * is not empty. How the bytes are cut into chunks makes no difference. A unit over the limit is an error as soon as the
 * limit is passed, and no more of it is kept. Not thread-safe.
 */
final class LineDecoder implements UnitDecoder {
    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long NEWLINES = 0x0A0A0A0A0A0A0A0AL;
    private static final long LOW_BITS = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final byte[] NOTHING = {};

    private final UnitForm form;
    private final int maxUnitBytes;
    private byte[] partial = NOTHING;
    private int partialBytes;
    private boolean done;

    LineDecoder(UnitForm form, int maxUnitBytes) {
        this.form = form;
        this.maxUnitBytes = maxUnitBytes;
    }

    @Override
    public Decoded feed(byte[] chunk) {
        requireOpen();
        var units = new UnitBatch(0);
        try {
            int start = 0;
            for (int end = newline(chunk, 0); end >= 0; end = newline(chunk, start)) {
                takeLine(chunk, start, end, units);
                start = end + 1;
            }
            keep(chunk, start);
            return new Decoded(units, partialBytes, Optional.empty());
        } catch (UnitException refused) {
            return failed(units, refused);
        }
    }

    @Override
    public Decoded finish() {
        requireOpen();
        var units = new UnitBatch(0);
        try {
            if (partialBytes > 0) {
                take(partial, 0, partialBytes, units);
            }
            forget();
            return new Decoded(units, 0, Optional.empty());
        } catch (UnitException refused) {
            return failed(units, refused);
        }
    }

    @Override
    public int partialBytes() {
        return partialBytes;
    }

    private void requireOpen() {
        if (done) {
            throw new IllegalStateException("the decoder has ended");
        }
    }

    private void takeLine(byte[] chunk, int start, int end, UnitBatch units) throws UnitException {
        if (partialBytes == 0) {
            take(chunk, start, end, units);
            return;
        }
        keep(chunk, start, end);
        take(partial, 0, partialBytes, units);
        partialBytes = 0;
        if (partial.length > maxUnitBytes / 2) {
            partial = NOTHING;
        }
    }

    private void take(byte[] bytes, int from, int to, UnitBatch units) throws UnitException {
        int end = to > from && bytes[to - 1] == '\r' ? to - 1 : to;
        if (end - from > maxUnitBytes) {
            throw tooLarge();
        }
        var unit = form.parse(bytes, from, end);
        if (unit != null) {
            units.add(unit, to - from + 1);
        }
    }

    private void keep(byte[] chunk, int start) throws UnitException {
        keep(chunk, start, chunk.length);
    }

    private void keep(byte[] chunk, int start, int end) throws UnitException {
        if (start == end) {
            return;
        }
        long length = (long) partialBytes + end - start;
        // One byte more is allowed if it may turn out to be the carriage return of the line end.
        if (length > maxUnitBytes && (length > maxUnitBytes + 1L || chunk[end - 1] != '\r')) {
            throw tooLarge();
        }
        if (length > partial.length) {
            partial = Arrays.copyOf(partial, (int) Math.min(maxUnitBytes + 1L, Math.max(length, partial.length * 2L)));
        }
        System.arraycopy(chunk, start, partial, partialBytes, end - start);
        partialBytes = (int) length;
    }

    private Decoded failed(UnitBatch units, UnitException refused) {
        forget();
        return new Decoded(units, 0, Optional.of(refused.asFailure()));
    }

    private void forget() {
        done = true;
        partial = NOTHING;
        partialBytes = 0;
    }

    private UnitException tooLarge() {
        return UnitException.tooLarge(form.noun(), maxUnitBytes);
    }

    /** The index of the first newline at or after {@code from}, or -1. Looks at eight bytes at a time. */
    private static int newline(byte[] bytes, int from) {
        int at = from;
        for (; at <= bytes.length - Long.BYTES; at += Long.BYTES) {
            long differing = (long) EIGHT_BYTES.get(bytes, at) ^ NEWLINES;
            long zeroes = (differing - LOW_BITS) & ~differing & HIGH_BITS;
            if (zeroes != 0) {
                return at + (Long.numberOfTrailingZeros(zeroes) >>> 3);
            }
        }
        for (; at < bytes.length; at++) {
            if (bytes[at] == '\n') {
                return at;
            }
        }
        return -1;
    }
}
