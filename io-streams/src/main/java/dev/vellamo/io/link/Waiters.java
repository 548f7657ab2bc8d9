package dev.vellamo.io.link;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Those who wait for room in the queues of their streams, have some now, and do not know yet. They are told together: whoever
 * is woken alone costs a change of threads, many that are awake at once are run one after the other by those threads that run
 * already.
 *
 * <p>Each stream that is in line writes a turn before the next one does. So a queue that holds more than that does not run
 * empty while its sender waits until the others may have written half of their turns, but not for more than {@link #MOST_BYTES}
 * and what is written at once, nor when nothing is left to write.
 */
final class Waiters<T> {

    /** Written in less than a millisecond, if the other side reads. */
    static final int MOST_BYTES = 1 << 20;

    /** Half of a turn. */
    static final int BYTES_OF_EACH = 14 << 10;

    private final Consumer<T> teller;
    private final List<T> waiters = new ArrayList<>();
    private long writtenBytes;

    /** @param teller tells one of them, who must not block */
    Waiters(Consumer<T> teller) {
        this.teller = teller;
    }

    /** There is room for one more. */
    void add(T waiter) {
        waiters.add(waiter);
    }

    /**
     * Something was written. Tells them if it is time.
     *
     * @param inLine how many streams have more to write
     */
    void written(int bytes, int inLine) {
        if (waiters.isEmpty()) {
            return;
        }
        writtenBytes += bytes;
        if (writtenBytes >= Math.min(MOST_BYTES, (long) inLine * BYTES_OF_EACH)) {
            tell();
        }
    }

    /** Tells them. */
    void tell() {
        writtenBytes = 0;
        waiters.forEach(teller);
        waiters.clear();
    }
}
