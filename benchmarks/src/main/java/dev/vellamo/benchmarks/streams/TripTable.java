package dev.vellamo.benchmarks.streams;

import dev.vellamo.benchmarks.streams.Panel.Bar;
import dev.vellamo.benchmarks.streams.Peer.Ability;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The table of round trips. */
final class TripTable {

    private static final List<String> HEAD =
            List.of("when", "peer", "p50, us", "of Vellamo's", "p99, us", "of Vellamo's");

    static final List<Boolean> BESIDE_BULK = List.of(false, true);

    private TripTable() {}

    /** Empty if none of the peers has requests. */
    static Optional<ResultTable> filled(Results results, List<Peer> peers) {
        var measured = peers.stream().filter(peer -> peer.can(Ability.REQUESTS)).toList();
        return measured.isEmpty() ? Optional.empty() : Optional.of(table(results, measured));
    }

    private static ResultTable table(Results results, List<Peer> peers) {
        var rows = new ArrayList<List<String>>();
        var panels = new ArrayList<Panel>();
        for (var besideBulk : BESIDE_BULK) {
            var when = besideBulk ? "beside a bulk stream" : "idle";
            var brief = besideBulk ? "beside bulk" : "idle";
            var medians = new ArrayList<Bar>();
            var p99s = new ArrayList<Bar>();
            for (var peer : peers) {
                var trip = results.roundTrip(peer, besideBulk).orElseThrow();
                rows.add(List.of(
                        when,
                        peer.title(),
                        Figures.full(trip.medianMicros()),
                        Figures.ratio(results.ratio(peer, Peer.VELLAMO, besideBulk, RoundTrip::medianMicros)),
                        Figures.full(trip.p99Micros()),
                        Figures.ratio(results.ratio(peer, Peer.VELLAMO, besideBulk, RoundTrip::p99Micros))));
                medians.add(new Bar(peer, trip.medianMicros()));
                p99s.add(new Bar(peer, trip.p99Micros()));
            }
            panels.add(new Panel("p50 " + brief + ", us", medians));
            panels.add(new Panel("p99 " + brief + ", us", p99s));
        }
        return new ResultTable("Round trip of a request of 64 bytes", "round-trips", HEAD, rows, panels);
    }
}
