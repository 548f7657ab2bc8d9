package dev.vellamo.benchmarks.streams;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Everything that was measured, round after round. What is asked for is the median of the rounds. */
final class Results {

    private record RateKey(Load load, int messageBytes) {}

    private record TripKey(Peer peer, boolean besideBulk) {}

    private final Map<RateKey, List<Rate>> rates = new HashMap<>();
    private final Map<TripKey, List<RoundTrip>> trips = new HashMap<>();

    void add(Load load, int messageBytes, Rate rate) {
        rates.computeIfAbsent(new RateKey(load, messageBytes), first -> new ArrayList<>())
                .add(rate);
    }

    void add(Peer peer, boolean besideBulk, RoundTrip trip) {
        trips.computeIfAbsent(new TripKey(peer, besideBulk), first -> new ArrayList<>())
                .add(trip);
    }

    /** The one with the median rate, if that was measured. */
    Optional<Rate> rate(Load load, int messageBytes) {
        return middle(
                rates.getOrDefault(new RateKey(load, messageBytes), List.of()),
                Comparator.comparingDouble(Rate::messagesPerSecond));
    }

    /** The one with the median 99th percentile, if that was measured. */
    Optional<RoundTrip> roundTrip(Peer peer, boolean besideBulk) {
        return middle(
                trips.getOrDefault(new TripKey(peer, besideBulk), List.of()),
                Comparator.comparingDouble(RoundTrip::p99Micros));
    }

    private static <T> Optional<T> middle(List<T> all, Comparator<T> order) {
        return all.stream().sorted(order).skip((all.size() - 1) / 2).findFirst();
    }
}
