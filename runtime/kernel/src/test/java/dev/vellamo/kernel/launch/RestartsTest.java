package dev.vellamo.kernel.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.protocol.config.RestartPolicy;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RestartsTest {

    private static final long MINUTE = Duration.ofMinutes(1).toMillis();

    private final Restarts three = Restarts.of(RestartPolicy.onFailure(3, Duration.ofMinutes(1)));

    @Test
    void areNoneWithoutAPolicy() {
        assertThat(Restarts.of(RestartPolicy.NEVER).failed(0).pause()).isEmpty();
    }

    @Test
    void endWhenThereWereTooManyWithinTheTime() {
        var third = three.failed(0).next().failed(1).next().failed(2);
        assertThat(third.pause()).isPresent();

        assertThat(third.next().failed(MINUTE - 1).pause()).isEmpty();
    }

    @Test
    void goOnWhenOldOnesCountNoMore() {
        var third = three.failed(0).next().failed(1).next().failed(2).next();

        assertThat(third.failed(MINUTE).pause()).isPresent();
        assertThat(third.failed(MINUTE).next().recentMillis()).containsExactly(1L, 2L, MINUTE);
    }

    @Test
    void waitLongerEachTimeAndBeginAnewAfterARest() {
        var first = three.failed(0);
        var second = first.next().failed(1);
        var third = second.next().failed(2);

        assertThat(first.pause()).contains(Duration.ofMillis(100));
        assertThat(second.pause()).contains(Duration.ofMillis(200));
        assertThat(third.pause()).contains(Duration.ofMillis(400));
        assertThat(third.next().failed(2 + MINUTE).pause()).contains(Duration.ofMillis(100));
    }

    @Test
    void waitNoLongerThanTheLongestPause() {
        assertThat(Restarts.doubled(Restarts.FIRST_PAUSE, Restarts.LONGEST_PAUSE, 1_000))
                .isEqualTo(Restarts.LONGEST_PAUSE);
    }

    @Test
    void countThoseOfAClockThatWasSetBack() {
        var third =
                three.failed(MINUTE).next().failed(MINUTE).next().failed(MINUTE).next();

        assertThat(third.failed(0).pause()).isEmpty();
    }
}
