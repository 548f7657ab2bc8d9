package dev.vellamo.io.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.io.link.LinkException;
import dev.vellamo.io.link.MemoryTransport;
import dev.vellamo.io.streams.StreamConnection.Connected;
import dev.vellamo.io.streams.StreamConnection.Handlers;
import dev.vellamo.io.streams.StreamConnection.News;
import dev.vellamo.protocol.wire.WireError;
import dev.vellamo.protocol.wire.WireFault;
import dev.vellamo.protocol.wire.WireIdentity;
import dev.vellamo.protocol.wire.WireSettings;
import dev.vellamo.protocol.wire.WireTiming;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What goes wrong between two ends, in an actor system whose time stands still. */
class ConnectionEndsTest {

    private final LinkThreads before = LinkThreads.now();
    private final ActorTestKit kit = ActorTestKit.create(ManualTime.config());
    private final ManualTime time = ManualTime.get(kit.system());
    private final MemoryTransport.Pair transports = MemoryTransport.pair();

    @AfterEach
    void leavesNothing() {
        kit.shutdownTestKit();
        transports.first().close();
        transports.second().close();
        before.awaitSame();
    }

    private End host() {
        return End.host(kit, transports.first(), WireSettings.DEFAULT);
    }

    private void childWith(StreamHandler streams) {
        TestProbe<News> news = kit.createTestProbe(News.class);
        kit.spawn(StreamConnection.create(
                transports.second(),
                LinkSettings.of("host", WireIdentity.child(7, 0, null)),
                Handlers.NONE.withStreams(streams),
                news.ref()));
        news.expectMessageClass(Connected.class);
    }

    @Nested
    class AStreamThatNobodyTakes {

        @Test
        void isRefusedAtOnceWithoutAHandler() {
            var host = host();
            childWith(StreamHandler.NONE);

            assertThat(host.open().hearsAFailure().is(WireError.STREAMING_UNSUPPORTED))
                    .isTrue();
        }

        @Test
        void failsWithTheFaultOfItsHandler() {
            var host = host();
            var fault = new WireFault(WireError.NOT_FOUND, "no such object");
            childWith(invocation -> CompletableFuture.failedFuture(new LinkException(fault)));

            assertThat(host.open().hearsAFailure().fault()).isEqualTo(fault);
        }

        @Test
        void failsWithWhatItsHandlerThrows() {
            var host = host();
            childWith(invocation -> {
                throw new IllegalStateException("a bug");
            });

            var failure = host.open().hearsAFailure();
            assertThat(failure.is(WireError.APPLICATION)).isTrue();
            assertThat(failure).hasMessageContaining("a bug");
        }

        @Test
        void failsWhenItsHandlerTakesTooLong() {
            var host = host();
            var asked = new CompletableFuture<NotUsed>();
            childWith(invocation -> {
                asked.complete(NotUsed.getInstance());
                return new CompletableFuture<Flow<ByteString, ByteString, NotUsed>>();
            });
            var talk = host.open();
            Talk.await(asked);
            var heard = talk.failure().thenApply(failure -> failure.fault().name());
            passTimeUntil(heard);

            assertThat(heard.join()).isEqualTo("DEADLINE");
        }
    }

    /** The handle starts its timer when it starts, so time passes until it has. */
    private void passTimeUntil(CompletableFuture<?> heard) {
        while (!heard.isDone()) {
            time.timePasses(Duration.ofSeconds(1));
        }
    }

    @Nested
    class APeerThatBreaksTheRules {

        @Test
        void isToldWhyItsConnectionEnds() throws IOException {
            var host = host();
            transports.second().write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}));

            assertThat(host.ended().is(WireError.PROTOCOL)).isTrue();
            assertThat(readAll()).contains("the first bytes are not those of this protocol");
        }

        @Test
        void isGivenUpIfItSaysNothing() {
            var timing = new WireTiming(
                    Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofSeconds(1), Duration.ofSeconds(1));
            var host = End.host(kit, transports.first(), WireSettings.DEFAULT.withTiming(timing));
            time.timePasses(Duration.ofMillis(200));
            time.timePasses(Duration.ofMillis(200));

            assertThat(host.ended().is(WireError.NOT_RESPONDING)).isTrue();
        }

        private String readAll() throws IOException {
            var text = new StringBuilder();
            var buffer = ByteBuffer.allocate(1024);
            while (transports.second().read(buffer.clear()) >= 0) {
                text.append(StandardCharsets.ISO_8859_1.decode(buffer.flip()));
            }
            return text.toString();
        }
    }

    @Nested
    class AConnectionOfAnotherTime {

        @Test
        void isRefusedForAnotherStartOfTheKernel() {
            var host = host();
            kit.spawn(StreamConnection.create(
                    transports.second(),
                    LinkSettings.of("host", WireIdentity.child(8, 0, null)),
                    Handlers.NONE,
                    kit.createTestProbe(News.class).ref()));

            assertThat(host.ended().is(WireError.WRONG_INCARNATION)).isTrue();
        }
    }
}
