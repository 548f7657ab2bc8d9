package dev.vellamo.benchmarks.streams;

import dev.vellamo.benchmarks.streams.Peer.Ability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.LogManager;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * The process that reads and measures; it starts the one that sends. Its arguments are an effort and a peer. It does everything
 * that the peer can and prints one line for each figure.
 */
final class Receiver {

    static final List<Integer> MESSAGE_BYTES = List.of(64, 1 << 10, 64 << 10);

    /** Of the messages beside which requests are measured. */
    private static final int BULK_BYTES = 64 << 10;

    /** On a busy machine a process may have to wait for seconds, and a thousand streams take as long to open. */
    private static final long STANDSTILL_SECONDS = 30;

    private final Effort effort;
    private final Sender sender;
    private final Path directory;
    private boolean isWarm;

    private Receiver(Effort effort, Sender sender, Path directory) {
        this.effort = effort;
        this.sender = sender;
        this.directory = directory;
    }

    /** Measures everything once, in processes that know only this peer. */
    static void measure(Effort effort, Peer peer, Results results) throws IOException {
        try (var process = JavaProcess.start(Receiver.class, effort.name(), peer.name())) {
            for (var load : RateTable.loadsOf(peer)) {
                for (int bytes : MESSAGE_BYTES) {
                    results.add(load, bytes, Rate.ofLine(process.nextLine()));
                }
            }
            if (peer.can(Ability.REQUESTS)) {
                results.add(peer, false, RoundTrip.ofLine(process.nextLine()));
                results.add(peer, true, RoundTrip.ofLine(process.nextLine()));
            }
        }
    }

    public static void main(String[] arguments) throws Exception {
        LogManager.getLogManager().reset(); // the peers complain there when a measurement ends
        var peer = Peer.valueOf(arguments[1]);
        var directory = Files.createTempDirectory("vellamo-streams");
        try (var sender = Sender.start(peer)) {
            var receiver = new Receiver(Effort.valueOf(arguments[0]), sender, directory);
            for (var load : RateTable.loadsOf(peer)) {
                receiver.printRates(load);
            }
            if (peer.can(Ability.REQUESTS)) {
                receiver.printRoundTrips(peer);
            }
        } finally {
            Files.deleteIfExists(socketIn(directory));
            Files.delete(directory);
        }
        System.exit(0);
    }

    private static Path socketIn(Path directory) {
        return directory.resolve("s.sock");
    }

    private PeerClient connect(Messages messages, Load load) throws IOException {
        Files.deleteIfExists(socketIn(directory));
        var address = sender.listen(socketIn(directory), messages.bytes());
        return load.peer().create().connect(address, messages, load);
    }

    private void printRates(Load load) throws IOException, InterruptedException {
        for (int bytes : MESSAGE_BYTES) {
            var messages = Messages.of(bytes);
            var intakes = IntStream.range(0, load.streams())
                    .mapToObj(stream -> Intake.counting(messages))
                    .toList();
            try (var client = connect(messages, load)) {
                intakes.forEach(client::read);
                System.out.println(rate(intakes).toLine());
            }
        }
    }

    private Rate rate(List<Intake> intakes) throws IOException, InterruptedException {
        for (var intake : intakes) {
            awaitMore(List.of(intake), 0);
        }
        TimeUnit.MILLISECONDS.sleep(isWarm ? effort.warmUpMillis : effort.startMillis);
        isWarm = true;
        var used = usage();
        var before = counts(intakes);
        var start = System.nanoTime();
        TimeUnit.MILLISECONDS.sleep(effort.measuredMillis(intakes.size()));
        awaitMore(intakes, LongStream.of(before).sum());
        var after = counts(intakes);
        var seconds = (System.nanoTime() - start) / 1e9;
        return Rate.of(before, after, usage().minus(used), seconds);
    }

    private static void awaitMore(List<Intake> intakes, long than) throws InterruptedException {
        var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(STANDSTILL_SECONDS);
        while (LongStream.of(counts(intakes)).sum() == than) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("no message came for " + STANDSTILL_SECONDS + " s");
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    private Usage usage() throws IOException {
        return sender.usage().plus(Usage.ofThisProcess());
    }

    private static long[] counts(List<Intake> intakes) {
        return intakes.stream().mapToLong(Intake::count).toArray();
    }

    private void printRoundTrips(Peer peer) throws IOException, InterruptedException {
        var messages = Messages.of(BULK_BYTES);
        var bulk = Intake.counting(messages);
        try (var client = connect(messages, new Load(peer, 1, Window.DEFAULT))) {
            var echo = new Echo(client);
            echo.measure(effort.warmUpMillis);
            System.out.println(RoundTrip.of(echo.measure(effort.measuredMillis)).toLine());
            client.read(bulk);
            echo.measure(effort.warmUpMillis);
            var before = bulk.count();
            System.out.println(RoundTrip.of(echo.measure(effort.measuredMillis)).toLine());
            if (bulk.count() == before) {
                throw new IllegalStateException("no bulk message came beside the requests");
            }
        }
    }
}
