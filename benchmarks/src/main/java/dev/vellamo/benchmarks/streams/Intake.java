package dev.vellamo.benchmarks.streams;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where one stream arrives. Each message is counted and its last byte looked at, which says whether one was lost or came out of
 * order. One thread takes, any thread reads the count.
 */
final class Intake {

    private final Messages messages;
    private final @Nullable Consumer<byte[]> whole;
    private final AtomicLong count = new AtomicLong();
    private volatile @Nullable String failure;

    private Intake(Messages messages, @Nullable Consumer<byte[]> whole) {
        this.messages = messages;
        this.whole = whole;
    }

    static Intake counting(Messages messages) {
        return new Intake(messages, null);
    }

    /** @param whole is given every byte of the stream in order, cut anywhere, before what ends there is counted */
    static Intake keeping(Messages messages, Consumer<byte[]> whole) {
        return new Intake(messages, whole);
    }

    boolean keeps() {
        return whole != null;
    }

    void keep(byte[] bytes) {
        if (whole != null) {
            whole.accept(bytes);
        }
    }

    void take(int lengthBytes, byte last) {
        var place = count.get();
        if (lengthBytes != messages.bytes() || last != messages.numberAt(place)) {
            fail("message " + place + " has " + lengthBytes + " bytes and the number " + last);
        }
        count.lazySet(place + 1);
    }

    void take(byte[] message) {
        keep(message);
        take(message.length, message[message.length - 1]);
    }

    /** Only the first failure is kept; the others follow from it. */
    void fail(String why) {
        if (failure == null) {
            failure = why;
        }
    }

    void fail(Throwable why) {
        fail(why.toString());
    }

    /** How many messages have come. */
    long count() {
        if (failure != null) {
            throw new IllegalStateException("a stream failed: " + failure);
        }
        return count.get();
    }
}
