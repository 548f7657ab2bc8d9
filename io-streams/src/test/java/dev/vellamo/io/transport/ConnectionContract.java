package dev.vellamo.io.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vellamo.io.transport.TransportException.Code;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import org.apache.pekko.Done;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;

/** What a connection does with bytes, demand and ends. */
interface ConnectionContract extends TransportFixture {

    /** More than the socket's own buffers and ours ever hold. */
    long BOUNDED_BYTES = 2L << 20;

    @Test
    default void aPeerThatGoesAwayFailsWhoeverIsSending() throws Exception {
        var accepted = accepting();
        var client = RawClient.connect(socket());
        var flood = Source.repeat(ByteString.fromString("x".repeat(10_000)));
        var ends = flood.watchTermination(Keep.right())
                .viaMat(next(accepted).flow(), Keep.left())
                .toMat(Sink.ignore(), Keep.both())
                .run(system());

        assertThat(client.receive(100_000)).hasSize(100_000);
        client.close();

        assertThat(failure(ends.second()).code()).isEqualTo(Code.CONNECTION_RESET);
        assertThat(failure(ends.first()).code()).isEqualTo(Code.CONNECTION_RESET);
    }

    @Test
    default void inputThatFailsEndsTheConnectionAtOnce() throws Exception {
        var accepted = accepting();
        try (var client = RawClient.connect(socket())) {
            var output = Source.<ByteString>failed(new IllegalArgumentException("no bytes"))
                    .via(next(accepted).flow())
                    .runWith(Sink.ignore(), system());

            assertThatThrownBy(() -> result(output)).hasMessage("no bytes");
            assertThat(client.isAtEnd()).isTrue();
        }
    }

    @Test
    default void cancellingWithAFailureEndsTheConnectionAtOnce() throws Exception {
        var accepted = accepting();
        try (var client = RawClient.connect(socket())) {
            var output = Source.<ByteString>maybe()
                    .via(next(accepted).flow())
                    .map(bytes -> {
                        throw new IllegalArgumentException("cannot read " + bytes.utf8String());
                    })
                    .runWith(Sink.ignore(), system());

            client.send("this");

            assertThatThrownBy(() -> result(output)).hasMessage("cannot read this");
            assertThat(client.isAtEnd()).isTrue();
        }
    }

    @Test
    default void whoeverStopsReadingCanStillSend() throws Exception {
        var accepted = accepting();
        try (var client = RawClient.connect(socket())) {
            var input = new CompletableFuture<ByteString>();
            Source.completionStage(input).via(next(accepted).flow()).runWith(Sink.cancelled(), system());

            assertThatThrownBy(() -> {
                        while (client.send("refused").channel().isOpen()) {
                            Thread.onSpinWait();
                        }
                    })
                    .isInstanceOf(IOException.class);
            input.complete(ByteString.fromString("still here"));

            assertThat(client.receive(10)).isEqualTo("still here");
        }
    }

    @Test
    default void inputThatCompletesHalfClosesTheConnection() throws Exception {
        var accepted = accepting();
        try (var client = RawClient.connect(socket())) {
            var output = Source.single(ByteString.fromString("bye"))
                    .via(next(accepted).flow())
                    .runWith(all(), system());

            assertThat(client.receive(100)).isEqualTo("bye");
            client.send("one more thing").channel().shutdownOutput();

            assertThat(result(output).utf8String()).isEqualTo("one more thing");
        }
    }

    @Test
    default void aPeerThatHalfClosedGetsItsAnswer() throws Exception {
        var accepted = accepting();
        try (var client = RawClient.connect(socket())) {
            var input = new CompletableFuture<ByteString>();
            var output =
                    Source.completionStage(input).via(next(accepted).flow()).runWith(all(), system());

            client.send("question").channel().shutdownOutput();
            input.complete(ByteString.fromString("you asked: " + result(output).utf8String()));

            assertThat(client.receive(100)).isEqualTo("you asked: question");
        }
    }

    @Test
    default void aLargeElementIsSentWholeAfterItsSourceCompleted() throws Exception {
        var accepted = accepting();
        try (var client = RawClient.connect(socket())) {
            var size = 5_000_000;
            Source.single(ByteString.fromString("x".repeat(size)))
                    .via(next(accepted).flow())
                    .runWith(Sink.ignore(), system());

            assertThat(client.receive(size)).hasSize(size);
            assertThat(client.isAtEnd()).isTrue();
        }
    }

    @Test
    default void aSenderStallsWhenNobodyReads() throws Exception {
        var accepted = accepting();
        try (var client = RawClient.connect(socket())) {
            var gate = new CompletableFuture<Done>();
            var length = Source.<ByteString>maybe()
                    .via(next(accepted).flow())
                    .mapAsync(1, bytes -> gate.thenApply(done -> (long) bytes.size()))
                    .runFold(0L, Long::sum, system());

            var taken = client.sendUntilFull();
            assertThat(taken).isBetween(1L, BOUNDED_BYTES);
            gate.complete(Done.getInstance());
            client.channel().shutdownOutput();

            assertThat(result(length)).isEqualTo(taken);
        }
    }

    @Test
    default void aSourceStallsWhenThePeerDoesNotRead() throws Exception {
        var accepted = accepting();
        try (var client = RawClient.connect(socket())) {
            var pulled = new LongAdder();
            var stalled = new CompletableFuture<Done>();
            Source.repeat(ByteString.fromString("x".repeat(1_000)))
                    .takeWhile(bytes -> !stalled.isDone())
                    .wireTap(bytes -> pulled.add(bytes.size()))
                    .via(next(accepted).flow())
                    .runWith(Sink.ignore(), system());

            assertThat(client.receive(1)).isEqualTo("x");
            assertThat(pulledAtStall(pulled)).isLessThan(BOUNDED_BYTES);
            stalled.complete(Done.getInstance());

            var rest = pulledAtStall(pulled) - 1;
            assertThat(client.receive(Math.toIntExact(rest))).hasSize(Math.toIntExact(rest));
        }
    }

    @Test
    default void aHundredMegabytesArriveUnchangedInAnyChunking() throws Exception {
        echo();
        var sent = digest();
        var received = digest();
        var random = new Random(42);
        var left = new long[] {100L << 20};
        var chunks = Source.unfold(0, ignored -> {
            if (left[0] == 0) {
                return Optional.<Pair<Integer, ByteString>>empty();
            }
            var bytes = new byte[(int) Math.min(left[0], 1 + random.nextInt(1 << random.nextInt(21)))];
            random.nextBytes(bytes);
            sent.update(bytes);
            left[0] -= bytes.length;
            return Optional.of(Pair.create(0, ByteString.fromArray(bytes)));
        });

        CompletionStage<Long> length = chunks.via(transport().connect(socket()))
                .via(Flow.of(ByteString.class))
                .runFold(
                        0L,
                        (sum, bytes) -> {
                            received.update(bytes.toArrayUnsafe());
                            return sum + bytes.size();
                        },
                        system());

        assertThat(result(length)).isEqualTo(100L << 20);
        assertThat(received.digest()).isEqualTo(sent.digest());
    }

    private static long pulledAtStall(LongAdder pulled) {
        var seen = new long[] {-1, 0};
        Eventually.holds(() -> "the source stalls, it gave " + pulled, () -> {
            seen[1] = pulled.sum() == seen[0] ? seen[1] + 1 : 0;
            seen[0] = pulled.sum();
            return seen[1] > 50;
        });
        return seen[0];
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new AssertionError(everyJdkHasIt);
        }
    }
}
