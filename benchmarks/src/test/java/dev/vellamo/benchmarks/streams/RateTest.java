package dev.vellamo.benchmarks.streams;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RateTest {

    @Test
    void isWhatTheStreamsGotAndBothProcessesUsed() {
        var rate = Rate.of(new long[] {10, 20}, new long[] {110, 320}, new Usage(800, 4_000), 2);

        assertThat(rate).isEqualTo(new Rate(200, 2, 10, 0.5, 1.5));
    }

    @Test
    void isReadAsItWasWritten() {
        var rate = new Rate(1.5e7, 0.25, 1e-9, 0, 1);

        assertThat(Rate.ofLine(rate.toLine())).isEqualTo(rate);
    }

    @Test
    void hasOneOfAHundredRoundTripsAboveThe99thPercentile() {
        var nanos = new long[100];
        for (int i = 0; i < nanos.length; i++) {
            nanos[i] = (100L - i) * 1_000;
        }

        assertThat(RoundTrip.of(nanos)).isEqualTo(new RoundTrip(51, 100));
        assertThat(RoundTrip.ofLine("51.0 100.0")).isEqualTo(RoundTrip.of(nanos));
    }
}
