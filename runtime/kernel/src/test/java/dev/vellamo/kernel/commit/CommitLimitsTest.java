package dev.vellamo.kernel.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vellamo.kernel.commit.CommitLimits.Need;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommitLimitsTest {

    private static final Duration LINGER = Duration.ofNanos(100);

    private final CommitLimits limits = new CommitLimits(LINGER, 10, 20, 5);

    @ParameterizedTest(name = "{0} rows that differ and {1} that wait to leave need a commit: {2}")
    @CsvSource({
        "0, 0, NONE",
        "1, 0, SOON",
        "9, 0, SOON",
        "10, 0, NOW",
        "1000, 0, NOW",
        "0, 1, NOW",
        "9, 1, NOW",
        "10, 5, NOW",
    })
    void saysHowUrgentACommitIs(int rows, int leaving, Need need) {
        assertThat(limits.need(rows, leaving)).isEqualTo(need);
    }

    @ParameterizedTest(name = "{0} since {1} ns begins in {2} ns")
    @CsvSource({
        "NONE, 0, -1",
        "NONE, 1000, -1",
        "SOON, 0, 100",
        "SOON, 1, 99",
        "SOON, 99, 1",
        "SOON, 100, 0",
        "SOON, 1000, 0",
        "NOW, 0, 0",
        "NOW, 50, 0",
    })
    void saysWhenACommitBegins(Need need, long sinceNanos, long delayNanos) {
        assertThat(limits.delayNanos(need, sinceNanos)).isEqualTo(delayNanos);
    }

    @ParameterizedTest(name = "{0} rows that differ and {1} that wait to leave are too much: {2}")
    @CsvSource({
        "0, 0, false",
        "19, 4, false",
        "20, 0, true",
        "0, 5, true",
        "1000, 1000, true",
    })
    void saysWhenNothingMoreIsToBeApplied(int rows, int leaving, boolean isFull) {
        assertThat(limits.isFull(rows, leaving)).isEqualTo(isFull);
    }

    @ParameterizedTest
    @CsvSource({"NONE, SOON", "SOON, NOW", "NONE, NOW"})
    void ordersNeeds(Need less, Need more) {
        assertThat(more.isMoreThan(less)).isTrue();
        assertThat(less.isMoreThan(more)).isFalse();
        assertThat(more.isMoreThan(more)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "PT-1S, 1, 1, 1, linger",
        "PT0S, 0, 1, 1, rowsAtOnce",
        "PT0S, 1, 0, 1, maxRows",
        "PT0S, 1, 1, 0, maxLeaving"
    })
    void refusesLimitsThatStopEverything(Duration linger, int rowsAtOnce, int maxRows, int maxLeaving, String named) {
        assertThatThrownBy(() -> new CommitLimits(linger, rowsAtOnce, maxRows, maxLeaving))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(named);
    }

    @Test
    void beginsAtOnceWithoutALinger() {
        assertThat(new CommitLimits(Duration.ZERO, 1, 1, 1).delayNanos(Need.SOON, 0))
                .isZero();
    }
}
