package dev.vellamo.benchmarks.streams;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** Measures streams between two processes and prints tables: messages a second, and round trips. */
final class StreamBenchmark {

    private static final List<Integer> MESSAGE_BYTES = List.of(64, 1 << 10, 64 << 10);
    private static final int MANY_STREAMS = 1_000;
    private static final int ECHOS = 40_000;

    /** How long is measured: one run of warming up, and how many of a second count. */
    private record Effort(int warmUpSeconds, int runs) {}

    private final Effort effort;
    private final List<Peer> peers;

    private StreamBenchmark(Effort effort, List<Peer> peers) {
        this.effort = effort;
        this.peers = peers;
    }

    /** Arguments: {@code full} for more runs; names of peers, if not all. */
    public static void main(String[] arguments) throws Exception {
        var words = new ArrayList<>(List.of(arguments));
        var effort = words.remove("full") ? new Effort(5, 7) : new Effort(2, 3);
        var peers = words.isEmpty()
                ? List.of(Peer.values())
                : words.stream().map(Peer::valueOf).toList();
        var benchmark = new StreamBenchmark(effort, peers);
        benchmark.rates();
        benchmark.roundTrips();
    }

    private void rates() throws Exception {
        System.out.println("| messages a second, one stream | 64 B | 1 KiB | 64 KiB |");
        System.out.println("|---|---|---|---|");
        for (var peer : peers) {
            row(peer.title(), rates(peer, 1));
        }
        if (peers.contains(Peer.VELLAMO)) {
            row(Peer.VELLAMO.title() + ", " + MANY_STREAMS + " streams", rates(Peer.VELLAMO, MANY_STREAMS));
        }
    }

    private static void row(String title, List<String> cells) {
        System.out.println("| " + title + " | " + String.join(" | ", cells) + " |");
    }

    private List<String> rates(Peer peer, int streams) throws Exception {
        var cells = new ArrayList<String>();
        for (int bytes : MESSAGE_BYTES) {
            cells.add(rate(peer, bytes, streams));
        }
        return cells;
    }

    private String rate(Peer peer, int bytes, int streams) throws Exception {
        try (var measured = Measured.start(peer, bytes)) {
            var counts = counts(streams);
            measured.client.read(counts);
            TimeUnit.SECONDS.sleep(effort.warmUpSeconds());
            var before = values(counts);
            var rates = new double[effort.runs()];
            for (int run = 0; run < rates.length; run++) {
                rates[run] = ratePerSecond(counts);
            }
            Arrays.sort(rates);
            var rate = String.format(Locale.ROOT, "%,.0f", rates[rates.length / 2]);
            return streams == 1 ? rate : rate + spread(before, values(counts));
        }
    }

    private static List<AtomicLong> counts(int streams) {
        return IntStream.range(0, streams).mapToObj(i -> new AtomicLong()).toList();
    }

    private static double ratePerSecond(List<AtomicLong> counts) throws InterruptedException {
        var before = Arrays.stream(values(counts)).sum();
        var start = System.nanoTime();
        TimeUnit.SECONDS.sleep(1);
        var messages = Arrays.stream(values(counts)).sum() - before;
        return messages * 1e9 / (System.nanoTime() - start);
    }

    private static long[] values(List<AtomicLong> counts) {
        return counts.stream().mapToLong(AtomicLong::get).toArray();
    }

    /** What the slowest and the fastest stream got of the fair share. */
    private static String spread(long[] before, long[] after) {
        var got = IntStream.range(0, before.length)
                .mapToLong(i -> after[i] - before[i])
                .summaryStatistics();
        return String.format(
                Locale.ROOT,
                " (%.0f to %.0f %% of the fair share)",
                100 * got.getMin() / got.getAverage(),
                100 * got.getMax() / got.getAverage());
    }

    private void roundTrips() throws Exception {
        System.out.println();
        System.out.println("| round trip of 64 bytes, us | p50 | p99 |");
        System.out.println("|---|---|---|");
        for (var peer : peers) {
            if (peer != Peer.RAW_ONE) {
                row(peer.title(), roundTrip(peer, false));
            }
        }
        if (peers.contains(Peer.VELLAMO)) {
            row(Peer.VELLAMO.title() + ", beside a bulk stream", roundTrip(Peer.VELLAMO, true));
        }
    }

    private static List<String> roundTrip(Peer peer, boolean besideBulk) throws Exception {
        try (var measured = Measured.start(peer, 64 << 10)) {
            if (besideBulk) {
                measured.client.read(counts(1));
            }
            var all = echo(measured.client);
            var nanos = Arrays.copyOfRange(all, ECHOS / 2, ECHOS); // the first half warms up
            Arrays.sort(nanos);
            return List.of(micros(nanos[nanos.length / 2]), micros(nanos[nanos.length * 99 / 100]));
        }
    }

    private static String micros(long nanos) {
        return String.format(Locale.ROOT, "%.0f", nanos / 1e3);
    }

    /** One after the other; the next is sent in the callback of the last. */
    private static long[] echo(PeerClient client) throws InterruptedException {
        var nanos = new long[ECHOS];
        var done = new Semaphore(0);
        new Object() {
            private int at;
            private long sent;

            void next() {
                sent = System.nanoTime();
                client.echo(this::answered);
            }

            private void answered() {
                nanos[at++] = System.nanoTime() - sent;
                if (at < ECHOS) {
                    next();
                } else {
                    done.release();
                }
            }
        }.next();
        done.acquire();
        return nanos;
    }

    /** A server process, and a client that is connected to it. */
    private record Measured(Path directory, Process server, PeerClient client) implements AutoCloseable {

        static Measured start(Peer peer, int bytes) throws IOException {
            var directory = Files.createTempDirectory("vellamo-streams");
            var socket = directory.resolve("s.sock");
            var server = StreamServer.start(peer, socket, bytes);
            return new Measured(directory, server, peer.create().connect(socket, bytes));
        }

        @Override
        public void close() throws IOException {
            client.close();
            server.destroyForcibly().onExit().join();
            Files.deleteIfExists(directory.resolve("s.sock"));
            Files.delete(directory);
        }
    }
}
