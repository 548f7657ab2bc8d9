package dev.vellamo.io.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who waits for room is told together with others, and never too late. */
class WaitersTest {

    private final List<String> told = new ArrayList<>();
    private final Waiters<String> waiters = new Waiters<>(told::add);

    @Test
    void whoIsAloneInLineIsToldBeforeItsTurnIsOver() {
        waiters.add("a");
        waiters.written(Waiters.BYTES_OF_EACH - 1, 1);
        assertThat(told).isEmpty();

        waiters.written(1, 1);

        assertThat(told).containsExactly("a");
    }

    @Test
    void thoseWhoGetRoomInHalfARoundAreToldTogetherInOrder() {
        waiters.add("a");
        waiters.written(5 * Waiters.BYTES_OF_EACH, 9);
        waiters.add("b");
        waiters.add("c");
        waiters.written(4 * Waiters.BYTES_OF_EACH - 1, 9);
        assertThat(told).isEmpty();

        waiters.written(1, 9);

        assertThat(told).containsExactly("a", "b", "c");
    }

    @Test
    void theyAreToldWhenTheLineHasBecomeShort() {
        waiters.add("a");
        waiters.written(4 * Waiters.BYTES_OF_EACH, 5);
        assertThat(told).isEmpty();

        waiters.written(0, 4);

        assertThat(told).containsExactly("a");
    }

    @Test
    void nobodyWaitsForMoreThanSoManyBytes() {
        waiters.add("a");
        waiters.written(Waiters.MOST_BYTES - 1, 1_000);
        waiters.add("b");
        assertThat(told).isEmpty();

        waiters.written(1, 1_000);

        assertThat(told).containsExactly("a", "b");
    }

    @Test
    void onlyWhatIsWrittenWhileSomeoneWaitsCounts() {
        waiters.written(Waiters.MOST_BYTES, 1_000);
        waiters.add("a");
        waiters.written(Waiters.MOST_BYTES, 1_000);
        waiters.add("b");
        waiters.written(Waiters.MOST_BYTES - 1, 1_000);

        assertThat(told).containsExactly("a");
    }

    @Test
    void eachIsToldOnce() {
        waiters.add("a");
        waiters.tell();
        waiters.tell();
        waiters.written(Waiters.MOST_BYTES, 0);

        assertThat(told).containsExactly("a");
    }
}
