package dev.vellamo.benchmarks.streams;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Measures streams between two processes, prints tables and draws plots. */
final class StreamBenchmark {

    /** What counts is the median, so a machine that is busy for a while spoils few only. */
    private static final int FULL_ROUNDS = 11;

    private static final Path MODULE = Path.of("benchmarks");

    private StreamBenchmark() {}

    /**
     * Run in the root of the repository. Arguments: {@code full} for more rounds; {@code publish} to show the results in the
     * module's README; names of peers, if not all.
     */
    public static void main(String[] arguments) throws IOException {
        var words = new ArrayList<>(List.of(arguments));
        var rounds = words.remove("full") ? FULL_ROUNDS : 1;
        var publish = words.remove("publish");
        var peers = words.isEmpty()
                ? List.of(Peer.values())
                : words.stream().map(Peer::valueOf).toList();
        var results = measured(rounds, peers);
        var targets = new ArrayList<>(Targets.of(results));
        // What is measured without peers is added to the targets here.
        var report = Report.of(results, peers, targets);
        System.out.println(report.markdown(""));
        report.write(MODULE.resolve("target/streams"));
        if (publish) {
            report.publish(MODULE);
        }
    }

    private static Results measured(int rounds, List<Peer> peers) throws IOException {
        var results = new Results();
        try (var receivers = Receivers.start(peers)) {
            for (int round = 1; round <= rounds; round++) {
                System.err.println("round " + round + " of " + rounds);
                receivers.measureRound(results);
            }
        }
        return results;
    }
}
