package dev.vellamo.benchmarks.streams;

import java.util.ArrayList;
import java.util.List;

/** What streams have to reach, against the peers of the same run. */
final class Targets {

    private static final int SMALL = 64;
    private static final int MIDDLE = 1 << 10;
    private static final int LARGE = 64 << 10;
    private static final int MANY = 1_000;

    private final Results results;
    private final List<Target> targets = new ArrayList<>();

    private Targets(Results results) {
        this.results = results;
    }

    /** Those of which everything was measured. */
    static List<Target> of(Results results) {
        var targets = new Targets(results);
        targets.oneStream();
        RateTable.MESSAGE_BYTES.forEach(targets::manyStreams);
        targets.requests();
        return targets.targets;
    }

    private void oneStream() {
        ofPeer(SMALL, Peer.GRPC, 10, 10);
        ofPeer(SMALL, Peer.RSOCKET, 6, 6);
        ofPeer(SMALL, Peer.NETTY, 0.8, 1);
        ofPeer(MIDDLE, Peer.GRPC, 5, 5);
        ofPeer(MIDDLE, Peer.RSOCKET, 3, 3);
        ofPeer(MIDDLE, Peer.NETTY, 0.85, 1);
        ofPeer(LARGE, Peer.GRPC, 1.5, 1.5);
        ofPeer(LARGE, Peer.RSOCKET, 2, 2);
        ofPeer(LARGE, Peer.RAW, 0.7, 0.9);
    }

    private void ofPeer(int bytes, Peer peer, double bound, double next) {
        results.ratio(load(Peer.VELLAMO, 1), load(peer, 1), bytes)
                .map(ratio -> Target.atLeast(Figures.size(bytes) + ", of " + peer.title(), ratio, bound, next))
                .ifPresent(targets::add);
    }

    private static Load load(Peer peer, int streams) {
        return new Load(peer, streams, Window.DEFAULT);
    }

    private void manyStreams(int bytes) {
        var many = load(Peer.VELLAMO, MANY);
        var what = Figures.size(bytes) + ", 1,000 streams";
        results.ratio(many, load(Peer.VELLAMO, 1), bytes)
                .map(ratio -> Target.atLeast(what + ", of one stream", ratio, 0.7, 0.9))
                .ifPresent(targets::add);
        results.rate(many, bytes).ifPresent(rate -> {
            targets.add(Target.atLeast(what + ", slowest of the fair share", rate.slowestShare(), 0.8, 0.8));
            targets.add(Target.atMost(what + ", fastest of the fair share", rate.fastestShare(), 1.2, 1.2));
        });
    }

    private void requests() {
        results.ratio(Peer.VELLAMO, Peer.RAW, false, RoundTrip::medianMicros)
                .map(ratio -> Target.atMost("request idle, p50 of " + Peer.RAW.title(), ratio, 1.3, 1.3))
                .ifPresent(targets::add);
        results.roundTrip(Peer.VELLAMO, true)
                .map(trip -> Target.atMost("request beside a bulk stream, p99", trip.p99Micros() / 1e3, 2, 0.5)
                        .in("ms"))
                .ifPresent(targets::add);
    }
}
