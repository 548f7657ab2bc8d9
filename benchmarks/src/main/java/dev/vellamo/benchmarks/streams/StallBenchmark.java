package dev.vellamo.benchmarks.streams;

import dev.vellamo.io.link.ChannelTransport;
import dev.vellamo.io.streams.LinkSettings;
import dev.vellamo.io.streams.OpenLink;
import dev.vellamo.io.streams.RequestHandler;
import dev.vellamo.io.streams.StreamConnection;
import dev.vellamo.io.streams.StreamConnection.Connected;
import dev.vellamo.io.streams.StreamConnection.Handlers;
import dev.vellamo.io.streams.StreamConnection.News;
import dev.vellamo.io.streams.StreamHandler;
import dev.vellamo.protocol.wire.Invocation;
import dev.vellamo.protocol.wire.InvocationContext;
import dev.vellamo.protocol.wire.Payload;
import dev.vellamo.protocol.wire.WireIdentity;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/**
 * What the others of a hundred streams of one connection lose, and what is held for it, when the reader of one of them stands
 * still.
 *
 * <p>What the machine does meanwhile changes rates more than that does. So the reader stands still for a moment and reads for
 * one, again and again, in turn the one and the other first; each two neighbours are compared, and the median of that counts.
 * If nothing is lost, it is +1 %: what the one does not read, the others do.
 */
final class StallBenchmark {

    private static final int STREAMS = 100;
    private static final int MESSAGE_BYTES = 1 << 10;
    private static final int WARM_UP_SECONDS = 5;
    private static final int PHASE_MILLIS = 1_000;
    /** What goes on until the window of the one that stands still is full, or what waited for it is read. */
    private static final int SETTLE_MILLIS = 100;

    private static final String SERVE = "serve";
    private static final Invocation STREAM = Invocation.of(InvocationContext.of("stall", "stream"), Payload.EMPTY);
    private static final Invocation HEAP = Invocation.of(InvocationContext.of("stall", "heap"), Payload.EMPTY);
    private static final WireIdentity HOST = WireIdentity.host(1, 1, null);
    private static final WireIdentity CHILD = WireIdentity.child(1, 0, null);

    private final OpenLink link;
    private final ActorSystem<News> system;
    private final LongAdder own = new LongAdder();
    private final LongAdder others = new LongAdder();
    /** Completed while the reader that may stand still reads. */
    private volatile CompletableFuture<Done> reads = CompletableFuture.completedFuture(Done.getInstance());

    private StallBenchmark(CompletableFuture<OpenLink> connected, ActorSystem<News> system) {
        this.link = connected.join();
        this.system = system;
    }

    /** With argument {@code full} it compares sixty pairs and then stands still for a minute; else ten, and for 5 s. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        var words = List.of(arguments);
        if (words.contains(SERVE)) {
            serve(Path.of(words.get(1)));
        } else {
            var isFull = words.contains("full");
            measure(isFull ? 60 : 10, isFull ? 60 : 5);
        }
    }

    private static void serve(Path name) throws IOException {
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(name));
            System.out.println("listening");
            var message = ByteString.fromArrayUnsafe(new byte[MESSAGE_BYTES]);
            StreamHandler sending = invocation ->
                    CompletableFuture.completedFuture(Flow.fromSinkAndSource(Sink.ignore(), Source.repeat(message)));
            RequestHandler heap = request -> request.respond(Payload.text(Long.toString(heapBytes())));
            connect(
                            server.accept(),
                            HOST,
                            Handlers.NONE.withStreams(sending).withRequests(heap),
                            new CompletableFuture<>())
                    .getWhenTerminated()
                    .toCompletableFuture()
                    .join();
        }
    }

    private static ActorSystem<News> connect(
            SocketChannel channel, WireIdentity identity, Handlers handlers, CompletableFuture<OpenLink> connected)
            throws IOException {
        var transport = ChannelTransport.of(channel);
        return ActorSystem.create(
                Behaviors.setup(context -> {
                    context.spawnAnonymous(StreamConnection.create(
                            transport, LinkSettings.of("peer", identity), handlers, context.getSelf()));
                    return Behaviors.receive(News.class)
                            .onMessage(Connected.class, now -> {
                                connected.complete(now.link());
                                return Behaviors.same();
                            })
                            .onMessage(StreamConnection.Ended.class, now -> Behaviors.stopped())
                            .build();
                }),
                "stall");
    }

    private static void measure(int rounds, int seconds) throws IOException, InterruptedException {
        var directory = Files.createTempDirectory("vellamo-stall");
        var name = directory.resolve("s.sock");
        try (var server = JavaProcess.start(StallBenchmark.class, SERVE, name.toString())) {
            server.nextLine(); // It listens.
            var connected = new CompletableFuture<OpenLink>();
            var channel = SocketChannel.open(UnixDomainSocketAddress.of(name));
            var system = connect(channel, CHILD, Handlers.NONE, connected);
            new StallBenchmark(connected, system).measureAll(rounds, seconds);
            system.terminate();
            system.getWhenTerminated().toCompletableFuture().join();
        } finally {
            Files.deleteIfExists(name);
            Files.delete(directory);
        }
    }

    private void measureAll(int rounds, int seconds) throws InterruptedException {
        read(Sink.foreach(message -> own.increment()), true);
        for (int i = 1; i < STREAMS; i++) {
            read(Sink.foreach(message -> others.increment()), false);
        }
        TimeUnit.SECONDS.sleep(WARM_UP_SECONDS);
        printRates(rounds);
        printHeaps(seconds);
    }

    private void printRates(int rounds) throws InterruptedException {
        var free = new double[rounds];
        var beside = new double[rounds];
        var changes = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            var stillFirst = i % 2 == 1;
            var first = ratePerSecond(stillFirst);
            var second = ratePerSecond(!stillFirst);
            free[i] = stillFirst ? second : first;
            beside[i] = stillFirst ? first : second;
            changes[i] = 100 * (beside[i] / free[i] - 1);
        }
        System.out.println(
                "| 1 of 100 readers | reads | stands still | change, median of " + rounds + " | middle half |");
        System.out.println("|---|---|---|---|---|");
        System.out.printf(
                Locale.ROOT,
                "| the other 99, messages of 1 KiB a second | %,.0f | %,.0f | %+.1f %% | %+.1f to %+.1f %% |%n%n",
                quantile(free, 0.5),
                quantile(beside, 0.5),
                quantile(changes, 0.5),
                quantile(changes, 0.25),
                quantile(changes, 0.75));
    }

    private static double quantile(double[] values, double part) {
        var sorted = values.clone();
        Arrays.sort(sorted);
        var place = part * (sorted.length - 1);
        var low = (int) place;
        var high = Math.min(low + 1, sorted.length - 1);
        return sorted[low] + (place - low) * (sorted[high] - sorted[low]);
    }

    private void printHeaps(int seconds) throws InterruptedException {
        standStill(false);
        var before = heaps();
        standStill(true);
        TimeUnit.MILLISECONDS.sleep(SETTLE_MILLIS);
        var readBefore = own.sum();
        TimeUnit.SECONDS.sleep(seconds);
        var readMeanwhile = own.sum() - readBefore;
        var after = heaps();
        System.out.println("| heap after a collection | before | after standing still for " + seconds
                + " s, in which it read " + readMeanwhile + " messages |");
        System.out.println("|---|---|---|");
        System.out.printf("| of the process that reads | %s | %s |%n", before.get(0), after.get(0));
        System.out.printf("| of the process that sends | %s | %s |%n", before.get(1), after.get(1));
    }

    private void read(Sink<ByteString, ?> sink, boolean mayStandStill) {
        var messages = Source.<ByteString>maybe().via(link.stream(STREAM));
        if (mayStandStill) {
            messages.mapAsync(1, message -> reads.thenApply(done -> message)).runWith(sink, system);
        } else {
            messages.runWith(sink, system);
        }
    }

    private void standStill(boolean still) {
        if (!still) {
            reads.complete(Done.getInstance());
        } else if (reads.isDone()) {
            reads = new CompletableFuture<>();
        }
    }

    private double ratePerSecond(boolean still) throws InterruptedException {
        standStill(still);
        TimeUnit.MILLISECONDS.sleep(SETTLE_MILLIS);
        var before = others.sum();
        var start = System.nanoTime();
        TimeUnit.MILLISECONDS.sleep(PHASE_MILLIS);
        return (others.sum() - before) * 1e9 / (System.nanoTime() - start);
    }

    private List<String> heaps() {
        var sender = link.request(false, HEAP).answer().toCompletableFuture().join();
        return List.of(
                mebibytes(heapBytes()), mebibytes(Long.parseLong(sender.bytes().text())));
    }

    private static String mebibytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MiB", bytes / (double) (1 << 20));
    }

    /** What is used after a collection. */
    private static long heapBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
