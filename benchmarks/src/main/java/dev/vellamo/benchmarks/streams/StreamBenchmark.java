package dev.vellamo.benchmarks.streams;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Measures streams between two processes, prints tables and draws plots. */
final class StreamBenchmark {

    private static final Path MODULE = Path.of("benchmarks");

    private final Effort effort;
    private final List<Peer> peers;
    private final Results results = new Results();

    private StreamBenchmark(Effort effort, List<Peer> peers) {
        this.effort = effort;
        this.peers = peers;
    }

    /**
     * Run in the root of the repository. Arguments: {@code full} for more rounds; {@code publish} to show the results in the
     * module's README; names of peers, if not all.
     */
    public static void main(String[] arguments) throws IOException {
        var words = new ArrayList<>(List.of(arguments));
        var effort = words.remove("full") ? Effort.FULL : Effort.QUICK;
        var publish = words.remove("publish");
        var peers = words.isEmpty()
                ? List.of(Peer.values())
                : words.stream().map(Peer::valueOf).toList();
        var benchmark = new StreamBenchmark(effort, peers);
        for (int round = 1; round <= effort.rounds; round++) {
            benchmark.measure("round " + round + " of " + effort.rounds + ": ");
        }
        var report = Report.of(benchmark.results, peers);
        System.out.println(report.markdown(""));
        report.write(MODULE.resolve("target/streams"));
        if (publish) {
            report.publish(MODULE);
        }
    }

    private void measure(String round) throws IOException {
        for (var table : RateTable.ALL) {
            for (var load : table.loads(peers)) {
                System.err.println(round + table.title() + ", " + load.peer().title());
                rates(load);
            }
        }
        for (var peer : TripTable.measured(peers)) {
            System.err.println(round + "round trips, " + peer.title());
            var trips = Receiver.roundTrips(effort, peer);
            results.add(peer, false, trips.get(0));
            results.add(peer, true, trips.get(1));
        }
    }

    private void rates(Load load) throws IOException {
        var rates = Receiver.rates(effort, load);
        for (int i = 0; i < rates.size(); i++) {
            results.add(load, Receiver.MESSAGE_BYTES.get(i), rates.get(i));
        }
    }
}
