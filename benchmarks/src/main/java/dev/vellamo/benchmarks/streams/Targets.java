package dev.vellamo.benchmarks.streams;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
        Receiver.MESSAGE_BYTES.forEach(targets::manyStreams);
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
        var own = rate(Peer.VELLAMO, 1, bytes);
        var other = rate(peer, 1, bytes);
        if (own.isPresent() && other.isPresent()) {
            var ratio = own.get().messagesPerSecond() / other.get().messagesPerSecond();
            targets.add(Target.atLeast(Figures.size(bytes) + ", of " + peer.title(), ratio, bound, next));
        }
    }

    private Optional<Rate> rate(Peer peer, int streams, int bytes) {
        return results.rate(new Load(peer, streams, Window.DEFAULT), bytes);
    }

    private void manyStreams(int bytes) {
        var one = rate(Peer.VELLAMO, 1, bytes);
        var many = rate(Peer.VELLAMO, MANY, bytes);
        if (one.isPresent() && many.isPresent()) {
            var ratio = many.get().messagesPerSecond() / one.get().messagesPerSecond();
            var what = Figures.size(bytes) + ", 1,000 streams";
            targets.add(Target.atLeast(what + ", of one stream", ratio, 0.7, 0.9));
            targets.add(Target.atLeast(
                    what + ", slowest of the fair share", many.get().slowestShare(), 0.8, 0.8));
            targets.add(Target.atMost(
                    what + ", fastest of the fair share", many.get().fastestShare(), 1.2, 1.2));
        }
    }

    private void requests() {
        var own = results.roundTrip(Peer.VELLAMO, false);
        var raw = results.roundTrip(Peer.RAW, false);
        if (own.isPresent() && raw.isPresent()) {
            var ratio = own.get().medianMicros() / raw.get().medianMicros();
            targets.add(Target.atMost("request idle, p50 of " + Peer.RAW.title(), ratio, 1.3, 1.3));
        }
        results.roundTrip(Peer.VELLAMO, true)
                .map(trip -> Target.atMost("request beside a bulk stream, p99", trip.p99Micros() / 1e3, 2, 0.5)
                        .in("ms"))
                .ifPresent(targets::add);
    }
}
