package dev.vellamo.benchmarks.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vellamo.benchmarks.streams.Peer.Ability;
import io.netty.channel.epoll.Epoll;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Both ends of each peer in one process, with a hundred messages that all differ. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PeerIT {

    private static final int COUNT = 100;
    private static final Messages MESSAGES = new Messages(1_000, 128);

    @TempDir
    private Path directory;

    @BeforeEach
    void needsEpoll() {
        if (!Epoll.isAvailable() && "1".equals(System.getenv("VELLAMO_REQUIRE_ALL"))) {
            fail("Netty has no epoll here: " + Epoll.unavailabilityCause());
        }
        assumeTrue(Epoll.isAvailable(), "Netty has no epoll here, which the peers need");
    }

    @ParameterizedTest
    @EnumSource
    void bringsEveryByteInOrder(Peer peer) throws IOException {
        var reading = new Reading();
        try (var server = peer.create().listen(socket(), MESSAGES);
                var client = peer.create().connect(server.address(), MESSAGES, new Load(peer, 1, Window.DEFAULT))) {
            client.read(reading.intake);
            assertThat(reading.firstDifference()).isEqualTo(-1);
            assertThatCode(reading.intake::count).doesNotThrowAnyException();
        }
    }

    static Stream<Peer> peersWithStreams() {
        return Arrays.stream(Peer.values()).filter(peer -> peer.can(Ability.STREAMS));
    }

    @ParameterizedTest
    @MethodSource("peersWithStreams")
    void bringsManyStreamsThroughSmallWindows(Peer peer) throws IOException {
        var readings = Stream.generate(Reading::new).limit(10).toList();
        try (var server = peer.create().listen(socket(), MESSAGES);
                var client = peer.create().connect(server.address(), MESSAGES, new Load(peer, 10, Window.SMALL))) {
            readings.forEach(reading -> client.read(reading.intake));
            assertThat(readings)
                    .allSatisfy(reading -> assertThat(reading.firstDifference()).isEqualTo(-1));
        }
    }

    static Stream<Peer> peersWithRequests() {
        return Arrays.stream(Peer.values()).filter(peer -> peer.can(Ability.REQUESTS));
    }

    @ParameterizedTest
    @MethodSource("peersWithRequests")
    void answersBesideAStream(Peer peer) throws IOException {
        var reading = new Reading();
        try (var server = peer.create().listen(socket(), MESSAGES);
                var client = peer.create().connect(server.address(), MESSAGES, new Load(peer, 1, Window.DEFAULT))) {
            assertThat(answered(client, COUNT).join()).isZero();
            client.read(reading.intake);
            assertThat(answered(client, COUNT).join()).isZero();
            assertThat(reading.firstDifference()).isEqualTo(-1);
        }
    }

    /** Asks so often, each time in the callback of the answer before. */
    private static CompletableFuture<Integer> answered(PeerClient client, int times) {
        return times == 0
                ? CompletableFuture.completedFuture(0)
                : answer(client).thenCompose(answer -> answered(client, times - 1));
    }

    private static CompletableFuture<Void> answer(PeerClient client) {
        var answer = new CompletableFuture<Void>();
        client.echo(() -> answer.complete(null));
        return answer;
    }

    private Path socket() {
        return directory.resolve("s.sock");
    }

    /** Keeps the bytes of the first hundred messages of a stream. */
    private static final class Reading {
        private static final int BYTES = COUNT * MESSAGES.bytes();

        final CompletableFuture<byte[]> all = new CompletableFuture<>();
        final Intake intake = Intake.keeping(MESSAGES, this::keep);
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

        /** Where the bytes differ from those of the messages in order, or -1. */
        int firstDifference() {
            var expected = new ByteArrayOutputStream();
            for (int i = 0; i < COUNT; i++) {
                expected.writeBytes(MESSAGES.at(i));
            }
            return Arrays.mismatch(all.join(), expected.toByteArray());
        }

        private void keep(byte[] bytes) {
            kept.write(bytes, 0, Math.min(bytes.length, BYTES - kept.size()));
            if (kept.size() == BYTES) {
                all.complete(kept.toByteArray());
            }
        }
    }
}
