package dev.vellamo.io.link;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Those who wait for room in the queues of their streams, have some now, and do not know yet. They are told together: whoever
 * is woken alone costs a change of threads, many that are awake at once are run one after the other by those threads that run
 * already.
 *
 * <p>Nobody's queue runs empty meanwhile, as half of it is left and each stream that is in line writes no more than a turn
 * before the next one does. So they are told when they are a quarter of that line; but also after {@link #MOST_BYTES}, as
 * others may have a lot to write before they need room, and when nothing is left to write.
 */
final class Waiters<T> {

    /** Less than a millisecond passes until so much is written. */
    static final int MOST_BYTES = 1 << 20;

    private static final int PART_OF_LINE = 4;

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
        if (writtenBytes >= MOST_BYTES || PART_OF_LINE * waiters.size() >= inLine) {
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
