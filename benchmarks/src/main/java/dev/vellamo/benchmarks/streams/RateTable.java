package dev.vellamo.benchmarks.streams;

import dev.vellamo.benchmarks.streams.Panel.Bar;
import dev.vellamo.benchmarks.streams.Peer.Ability;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A table of rates.
 *
 * @param file the name of its plot
 * @param streams open at once on one connection
 * @param needed peers that have less are not in the table
 */
record RateTable(String title, String file, int streams, Window window, Ability needed) {

    static final List<RateTable> ALL = List.of(
            new RateTable("One stream", "one-stream", 1, Window.DEFAULT, Ability.NONE),
            new RateTable("One stream, a window of 64 KiB", "small-window", 1, Window.SMALL, Ability.STREAMS),
            new RateTable("16 streams on one connection", "sixteen-streams", 16, Window.DEFAULT, Ability.STREAMS),
            new RateTable(
                    "1,000 streams on one connection", "thousand-streams", 1_000, Window.DEFAULT, Ability.STREAMS));

    static final List<Integer> MESSAGE_BYTES = List.of(64, 1 << 10, 64 << 10);

    private static final double MEGA = 1e6;
    private static final double PERCENT = 100;

    private static final List<String> HEAD = List.of(
            "message", "peer", "messages/s", "of Vellamo's", "MB/s", "CPU ns a message", "heap bytes a message");

    Load load(Peer peer) {
        return new Load(peer, streams, window);
    }

    /** The rows for messages of one size. */
    private List<Load> loads(List<Peer> peers) {
        return peers.stream().filter(peer -> peer.can(needed)).map(this::load).toList();
    }

    /** Empty if none of the peers belongs there. */
    Optional<ResultTable> filled(Results results, List<Peer> peers) {
        return loads(peers).isEmpty() ? Optional.empty() : Optional.of(table(results, loads(peers)));
    }

    private ResultTable table(Results results, List<Load> loads) {
        var rows = new ArrayList<List<String>>();
        var panels = new ArrayList<Panel>();
        for (int bytes : MESSAGE_BYTES) {
            var bars = new ArrayList<Bar>();
            for (var load : loads) {
                var rate = results.rate(load, bytes).orElseThrow();
                rows.add(row(results, load, bytes, rate));
                bars.add(new Bar(load.peer(), rate.messagesPerSecond()));
            }
            panels.add(new Panel(Figures.size(bytes) + ", messages/s", bars));
        }
        return new ResultTable(title, file, head(), rows, panels);
    }

    private List<String> head() {
        var head = new ArrayList<>(HEAD);
        if (streams > 1) {
            head.add("slowest and fastest, % of the fair share");
        }
        return head;
    }

    private List<String> row(Results results, Load load, int bytes, Rate rate) {
        var ratio = results.ratio(load, load(Peer.VELLAMO), bytes);
        var cells = new ArrayList<>(List.of(
                Figures.size(bytes),
                load.peer().title(),
                Figures.full(rate.messagesPerSecond()),
                Figures.ratio(ratio),
                Figures.full(rate.messagesPerSecond() * bytes / MEGA),
                Figures.full(rate.cpuNanos()),
                Figures.full(rate.allocatedBytes())));
        if (streams > 1) {
            cells.add(Math.round(PERCENT * rate.slowestShare()) + " to " + Math.round(PERCENT * rate.fastestShare()));
        }
        return cells;
    }
}
