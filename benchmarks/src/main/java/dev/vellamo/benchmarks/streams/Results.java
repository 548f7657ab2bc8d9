package dev.vellamo.benchmarks.streams;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Everything that was measured, round after round. What is asked for is the median of the rounds; for a comparison, the median of
 * what each round says: what makes the machine slow for a while does so to both.
 */
final class Results {

    private record RateKey(Load load, int messageBytes) {}

    private record TripKey(Peer peer, boolean besideBulk) {}

    private final Map<RateKey, List<Rate>> rates = new HashMap<>();
    private final Map<TripKey, List<RoundTrip>> trips = new HashMap<>();

    /** Once in each round. */
    void add(Load load, int messageBytes, Rate rate) {
        rates.computeIfAbsent(new RateKey(load, messageBytes), first -> new ArrayList<>())
                .add(rate);
    }

    /** Once in each round. */
    void add(Peer peer, boolean besideBulk, RoundTrip trip) {
        trips.computeIfAbsent(new TripKey(peer, besideBulk), first -> new ArrayList<>())
                .add(trip);
    }

    /** The one with the median rate, if that was measured. */
    Optional<Rate> rate(Load load, int messageBytes) {
        return middle(rates(load, messageBytes), Comparator.comparingDouble(Rate::messagesPerSecond));
    }

    /** How many times as many messages as the other load, if both were measured. */
    Optional<Double> ratio(Load load, Load other, int messageBytes) {
        return ratio(rates(load, messageBytes), rates(other, messageBytes), Rate::messagesPerSecond);
    }

    private List<Rate> rates(Load load, int messageBytes) {
        return rates.getOrDefault(new RateKey(load, messageBytes), List.of());
    }

    /** The medians of both figures, if that was measured. */
    Optional<RoundTrip> roundTrip(Peer peer, boolean besideBulk) {
        var all = trips(peer, besideBulk);
        return middle(all.stream().map(RoundTrip::medianMicros).toList())
                .flatMap(median ->
                        middle(all.stream().map(RoundTrip::p99Micros).toList()).map(p99 -> new RoundTrip(median, p99)));
    }

    /** How many times as long as the other peer, if both were measured. */
    Optional<Double> ratio(Peer peer, Peer other, boolean besideBulk, ToDoubleFunction<RoundTrip> figure) {
        return ratio(trips(peer, besideBulk), trips(other, besideBulk), figure);
    }

    private List<RoundTrip> trips(Peer peer, boolean besideBulk) {
        return trips.getOrDefault(new TripKey(peer, besideBulk), List.of());
    }

    private static <T> Optional<Double> ratio(List<T> ones, List<T> others, ToDoubleFunction<T> figure) {
        return middle(IntStream.range(0, Math.min(ones.size(), others.size()))
                .mapToObj(round -> figure.applyAsDouble(ones.get(round)) / figure.applyAsDouble(others.get(round)))
                .toList());
    }

    private static Optional<Double> middle(List<Double> all) {
        return middle(all, Comparator.naturalOrder());
    }

    private static <T> Optional<T> middle(List<T> all, Comparator<T> order) {
        return all.stream().sorted(order).skip((all.size() - 1) / 2).findFirst();
    }
}
