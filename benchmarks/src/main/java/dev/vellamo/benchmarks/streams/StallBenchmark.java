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
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/** What a hundred streams of one connection lose, and what is held for it, when the reader of one of them stands still. */
final class StallBenchmark {

    private static final int STREAMS = 100;
    private static final int MESSAGE_BYTES = 1 << 10;
    private static final int WARM_UP_SECONDS = 5;
    private static final String SERVE = "serve";
    private static final Invocation STREAM = Invocation.of(InvocationContext.of("stall", "stream"), Payload.EMPTY);
    private static final Invocation HEAP = Invocation.of(InvocationContext.of("stall", "heap"), Payload.EMPTY);
    private static final WireIdentity HOST = WireIdentity.host(1, 1, null);
    private static final WireIdentity CHILD = WireIdentity.child(1, 0, null);

    private final OpenLink link;
    private final ActorSystem<News> system;
    private final LongAdder others = new LongAdder();
    private final CompletableFuture<ByteString> never = new CompletableFuture<>();
    private volatile boolean stalls;

    private StallBenchmark(CompletableFuture<OpenLink> connected, ActorSystem<News> system) {
        this.link = connected.join();
        this.system = system;
    }

    /** Argument {@code full} measures for a minute with and without, otherwise that is 5 s. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        var words = List.of(arguments);
        if (words.contains(SERVE)) {
            serve(Path.of(words.get(1)));
        } else {
            measure(words.contains("full") ? 60 : 5);
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

    private static void measure(int seconds) throws IOException, InterruptedException {
        var directory = Files.createTempDirectory("vellamo-stall");
        var name = directory.resolve("s.sock");
        var server = startServer(name);
        try {
            var connected = new CompletableFuture<OpenLink>();
            var channel = SocketChannel.open(UnixDomainSocketAddress.of(name));
            var system = connect(channel, CHILD, Handlers.NONE, connected);
            new StallBenchmark(connected, system).measureFor(seconds);
            system.terminate();
            system.getWhenTerminated().toCompletableFuture().join();
        } finally {
            server.destroyForcibly().onExit().join();
            Files.deleteIfExists(name);
            Files.delete(directory);
        }
    }

    private static Process startServer(Path name) throws IOException {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        StallBenchmark.class.getName(),
                        SERVE,
                        name.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        if (process.inputReader().readLine() == null) {
            throw new IOException("the process that sends ended before it listened");
        }
        return process;
    }

    private void measureFor(int seconds) throws InterruptedException {
        read(Sink.foreach(message -> {}), true);
        for (int i = 1; i < STREAMS; i++) {
            read(Sink.foreach(message -> others.increment()), false);
        }
        TimeUnit.SECONDS.sleep(WARM_UP_SECONDS);
        var heapBefore = heaps();
        var before = ratePerSecond(seconds);
        stalls = true;
        var after = ratePerSecond(seconds);
        var heapAfter = heaps();
        System.out.println("| 1 of 100 readers stands still for " + seconds + " s | before | meanwhile |");
        System.out.println("|---|---|---|");
        System.out.printf(
                Locale.ROOT,
                "| the other 99, messages of 1 KiB a second | %,.0f | %,.0f (%+.1f %%) |%n",
                before,
                after,
                100 * (after - before) / before);
        System.out.printf(
                Locale.ROOT, "| heap of the process that reads | %s | %s |%n", heapBefore.get(0), heapAfter.get(0));
        System.out.printf(
                Locale.ROOT, "| heap of the process that sends | %s | %s |%n", heapBefore.get(1), heapAfter.get(1));
    }

    private void read(Sink<ByteString, ?> sink, boolean mayStall) {
        var messages = Source.<ByteString>maybe().via(link.stream(STREAM));
        if (mayStall) {
            messages.mapAsync(1, message -> stalls ? never : CompletableFuture.completedFuture(message))
                    .runWith(sink, system);
        } else {
            messages.runWith(sink, system);
        }
    }

    private double ratePerSecond(int seconds) throws InterruptedException {
        var before = others.sum();
        var start = System.nanoTime();
        TimeUnit.SECONDS.sleep(seconds);
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
