package dev.vellamo.benchmarks.streams;

import java.util.Arrays;

/** How long a request of 64 bytes and its answer take: half of them, and all but one of a hundred. */
record RoundTrip(double medianMicros, double p99Micros) {

    /** @param nanos at least one */
    static RoundTrip of(long[] nanos) {
        var sorted = nanos.clone();
        Arrays.sort(sorted);
        return new RoundTrip(sorted[sorted.length / 2] / 1e3, sorted[(int) (sorted.length * 0.99)] / 1e3);
    }

    String toLine() {
        return medianMicros + " " + p99Micros;
    }

    static RoundTrip ofLine(String line) {
        var numbers = line.split(" ", -1);
        return new RoundTrip(Double.parseDouble(numbers[0]), Double.parseDouble(numbers[1]));
    }
}
