package dev.vellamo.benchmarks.streams;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** What one peer can do, measured in this process, which reads, and in one that sends: a new connection each time. */
final class Measurements implements AutoCloseable {

    /** Before the first measurement: the code is compiled. */
    private static final int START_MILLIS = 3_000;

    /** Before each other measurement. */
    private static final int WARM_UP_MILLIS = 800;

    private static final int MEASURED_MILLIS = 700;

    /** Of a thousand streams: each gets a thousandth, and its share of that is to be seen. */
    private static final int MEASURED_MANY_MILLIS = 2_000;

    private static final int MANY = 100;

    /** Of the messages beside which requests are measured. */
    private static final int BULK_BYTES = 64 << 10;

    /** On a busy machine a process may have to wait for seconds, and a thousand streams take as long to open. */
    private static final long STANDSTILL_SECONDS = 30;

    private final Peer peer;
    private final Sender sender;
    private final Path directory;
    private boolean isWarm;

    private Measurements(Peer peer, Sender sender, Path directory) {
        this.peer = peer;
        this.sender = sender;
        this.directory = directory;
    }

    static Measurements start(Peer peer) throws IOException {
        return new Measurements(peer, Sender.start(peer), Files.createTempDirectory("vellamo-streams"));
    }

    /** What streams of messages of one size reach. */
    Rate rate(Load load, int messageBytes) throws IOException, InterruptedException {
        var messages = Messages.of(messageBytes);
        var intakes = Stream.generate(() -> Intake.counting(messages))
                .limit(load.streams())
                .toList();
        try (var client = connect(messages, load)) {
            intakes.forEach(client::read);
            for (var intake : intakes) {
                awaitMore(List.of(intake), 0);
            }
            warmUp();
            return measured(intakes);
        }
    }

    private Rate measured(List<Intake> intakes) throws IOException, InterruptedException {
        var used = usage();
        var before = counts(intakes);
        var start = System.nanoTime();
        TimeUnit.MILLISECONDS.sleep(intakes.size() > MANY ? MEASURED_MANY_MILLIS : MEASURED_MILLIS);
        awaitMore(intakes, LongStream.of(before).sum());
        var after = counts(intakes);
        var seconds = (System.nanoTime() - start) / 1e9;
        return Rate.of(before, after, usage().minus(used), seconds);
    }

    /** How long a request takes, alone or on the connection of a stream that is as fast as it can. */
    RoundTrip roundTrip(boolean besideBulk) throws IOException, InterruptedException {
        var messages = Messages.of(BULK_BYTES);
        var bulk = Intake.counting(messages);
        try (var client = connect(messages, new Load(peer, 1, Window.DEFAULT))) {
            if (besideBulk) {
                client.read(bulk);
                awaitMore(List.of(bulk), 0);
            }
            var echo = new Echo(client);
            echo.measure(WARM_UP_MILLIS);
            var before = bulk.count();
            var measured = RoundTrip.of(echo.measure(MEASURED_MILLIS));
            if (besideBulk && bulk.count() == before) {
                throw new IllegalStateException("no bulk message came beside the requests");
            }
            return measured;
        }
    }

    private PeerClient connect(Messages messages, Load load) throws IOException {
        Files.deleteIfExists(socket());
        var address = sender.listen(socket(), messages.bytes());
        return peer.create().connect(address, messages, load);
    }

    private void warmUp() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(isWarm ? WARM_UP_MILLIS : START_MILLIS);
        isWarm = true;
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

    private static long[] counts(List<Intake> intakes) {
        return intakes.stream().mapToLong(Intake::count).toArray();
    }

    private Usage usage() throws IOException {
        return sender.usage().plus(Usage.ofThisProcess());
    }

    private Path socket() {
        return directory.resolve("s.sock");
    }

    @Override
    public void close() throws IOException {
        sender.close();
        Files.deleteIfExists(socket());
        Files.delete(directory);
    }
}
