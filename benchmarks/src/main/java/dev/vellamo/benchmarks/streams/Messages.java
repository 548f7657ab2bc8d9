package dev.vellamo.benchmarks.streams;

import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * What every stream carries: the same few messages again and again, of which the last byte is the number.
 *
 * @param bytes how long each message is
 * @param distinct how many messages differ, a power of two of at most 128
 */
record Messages(int bytes, int distinct) {

    private static final int MOST_DISTINCT = 64;
    private static final int LEAST_DISTINCT = 4;

    /** So that they stay in the processor's cache, and the copies that a peer makes are what is measured. */
    private static final int ALL_BYTES = 256 << 10;

    static Messages of(int bytes) {
        return new Messages(bytes, Math.max(LEAST_DISTINCT, Math.min(MOST_DISTINCT, ALL_BYTES / bytes)));
    }

    /** The message at that place of a stream. */
    byte[] at(long place) {
        var message = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            message[i] = (byte) (place * 31 + i);
        }
        message[bytes - 1] = numberAt(place);
        return message;
    }

    byte numberAt(long place) {
        return (byte) (place & (distinct - 1));
    }

    /** All that differ, one after the other. */
    byte[] block() {
        var block = new byte[bytes * distinct];
        for (int i = 0; i < distinct; i++) {
            System.arraycopy(at(i), 0, block, i * bytes, bytes);
        }
        return block;
    }

    /** All that differ, in the form in which a peer sends them. All streams share them. */
    <T> Cycle<T> in(Function<byte[], T> form) {
        return new Cycle<>(
                IntStream.range(0, distinct).mapToObj(i -> form.apply(at(i))).toList());
    }

    /** Messages that come again and again. Their number is a power of two. */
    record Cycle<T>(List<T> messages) {

        /** A stream from the first on, without an end. */
        Iterator<T> stream() {
            return new Iterator<>() {
                private int next;

                @Override
                public boolean hasNext() {
                    return true;
                }

                @Override
                public T next() {
                    return messages.get(next++ & (messages.size() - 1));
                }
            };
        }
    }
}
