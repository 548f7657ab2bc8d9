package dev.vellamo.io.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vellamo.io.channel.ChannelSettings.Clients;
import dev.vellamo.io.channel.ChannelSettings.Direction;
import dev.vellamo.io.channel.ChannelSettings.UnitKind;
import dev.vellamo.io.transport.IncomingConnection;
import dev.vellamo.io.transport.PeerCredentials;
import dev.vellamo.io.transport.ServerBinding;
import dev.vellamo.protocol.capdata.ErrorCode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/**
 * How fast a channel is without a socket: run its {@code main} by hand.
 *
 * <p>The client is a stream that repeats one chunk of 64-byte lines; receivers consume at once.
 */
final class ChannelThroughput {
    private static final int CHUNK_BYTES = 64 * 1024;
    private static final String LINE = "x".repeat(63) + "\n";
    private static final Duration LENGTH = Duration.ofSeconds(3);

    private ChannelThroughput() {}

    public static void main(String[] arguments) throws InterruptedException {
        measureDecoder();
        for (int round = 0; round < 2; round++) {
            measure("receiveMany(1000), 1 in flight", 1000, 1);
            measure("receiveMany(1000), 4 in flight", 1000, 4);
            measure("receive(), 64 in flight", 1, 64);
            measure("receive(), 1 in flight", 1, 1);
        }
    }

    private static void measureDecoder() {
        var chunk = LINE.repeat(CHUNK_BYTES / LINE.length()).getBytes(UTF_8);
        for (int round = 0; round < 3; round++) {
            var decoder = new LineDecoder(LineForm.INSTANCE, 1024);
            long begin = System.nanoTime();
            long lines = 0;
            while (System.nanoTime() - begin < 1_000_000_000L) {
                lines += decoder.feed(chunk).units().count();
            }
            report("LineDecoder", lines, System.nanoTime() - begin);
        }
    }

    private static void measure(String what, int max, int inFlight) throws InterruptedException {
        var kit = ActorTestKit.create();
        var settings = new ChannelSettings(
                "x", Direction.IN, UnitKind.LINE, 1024, 4 << 20, Clients.ONE, Duration.ofSeconds(30));
        var channel = kit.spawn(
                IoChannel.create(settings, endlessClient(), kit.system().ignoreRef()));
        var receivers = new Receivers(channel, max, inFlight);
        long begin = System.nanoTime();
        receivers.start();
        receivers.stopped.await();
        report(what, receivers.units.get(), System.nanoTime() - begin);
        kit.shutdownTestKit();
    }

    private static Source<IncomingConnection, CompletionStage<ServerBinding>> endlessClient() {
        var chunk = ByteString.fromString(LINE.repeat(CHUNK_BYTES / LINE.length()));
        var flow = Flow.fromSinkAndSource(Sink.<ByteString>ignore(), Source.repeat(chunk));
        return Source.single(new IncomingConnection(PeerCredentials.UNKNOWN, flow))
                .concat(Source.maybe())
                .mapMaterializedValue(unused -> new CompletableFuture<>());
    }

    private static final class Receivers implements Reply<ReceivedUnits> {
        private final ActorRef<IoChannel.Command> channel;
        private final int max;
        private final int inFlight;
        private final AtomicLong units = new AtomicLong();
        private final CountDownLatch stopped;
        private final long begin = System.nanoTime();

        Receivers(ActorRef<IoChannel.Command> channel, int max, int inFlight) {
            this.channel = channel;
            this.max = max;
            this.inFlight = inFlight;
            this.stopped = new CountDownLatch(inFlight);
        }

        void start() {
            for (int i = 0; i < inFlight; i++) {
                channel.tell(new IoChannel.Receive(max, this));
            }
        }

        @Override
        public void succeed(ReceivedUnits received) {
            units.addAndGet(received.units().size());
            channel.tell(new IoChannel.Consumed(received.receipt()));
            if (System.nanoTime() - begin > LENGTH.toNanos()) {
                stopped.countDown();
            } else {
                channel.tell(new IoChannel.Receive(max, this));
            }
        }

        @Override
        public void fail(ErrorCode code, String message) {
            throw new AssertionError(code + " " + message);
        }
    }

    private static void report(String what, long lines, long nanos) {
        System.out.printf("%-32s %,12.0f lines/s%n", what, lines * 1e9 / nanos);
    }
}
