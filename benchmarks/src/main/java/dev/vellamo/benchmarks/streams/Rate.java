package dev.vellamo.benchmarks.streams;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * What was measured of a load with messages of one size.
 *
 * @param cpuNanos of both processes, a message
 * @param allocatedBytes on the heaps of both processes, a message
 * @param slowestShare what the slowest stream got of the fair share; 1 is fair
 * @param fastestShare what the fastest stream got of it
 */
record Rate(
        double messagesPerSecond, double cpuNanos, double allocatedBytes, double slowestShare, double fastestShare) {

    /**
     * @param before the messages of each stream when the measurement began
     * @param after the same when it ended, more of at least one
     * @param used by both processes meanwhile
     */
    static Rate of(long[] before, long[] after, Usage used, double seconds) {
        var got = new long[before.length];
        Arrays.setAll(got, i -> after[i] - before[i]);
        var messages = Arrays.stream(got).summaryStatistics();
        return new Rate(
                messages.getSum() / seconds,
                (double) used.cpuNanos() / messages.getSum(),
                (double) used.allocatedBytes() / messages.getSum(),
                messages.getMin() / messages.getAverage(),
                messages.getMax() / messages.getAverage());
    }

    String toLine() {
        return DoubleStream.of(messagesPerSecond, cpuNanos, allocatedBytes, slowestShare, fastestShare)
                .mapToObj(Double::toString)
                .collect(Collectors.joining(" "));
    }

    static Rate ofLine(String line) {
        var numbers = Arrays.stream(line.split(" ", -1))
                .mapToDouble(Double::parseDouble)
                .toArray();
        return new Rate(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]);
    }
}
