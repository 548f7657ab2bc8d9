package dev.vellamo.io.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.io.channel.ChannelFixture.Shape;
import dev.vellamo.io.channel.ChannelSettings.Clients;
import dev.vellamo.io.memory.MemoryClient;
import dev.vellamo.io.memory.MemorySocketTransport;
import dev.vellamo.protocol.capdata.ErrorCode;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class IoChannelLimitsTest {
    private static final int SOCKET_BUFFER_BYTES = 4096;
    private static final int CHUNK_BYTES = 1024;
    private static final Duration QUIET = Duration.ofMillis(50);

    private static MemorySocketTransport smallSockets() {
        return new MemorySocketTransport(SOCKET_BUFFER_BYTES, CHUNK_BYTES);
    }

    /** Sends until the channel has taken nothing for a while; how many bytes it took. */
    private static int fill(MemoryClient client, String line) {
        var bytes = line.getBytes(UTF_8);
        int taken = 0;
        for (long idleSince = System.nanoTime(); System.nanoTime() - idleSince < QUIET.toNanos(); ) {
            int now = client.offer(bytes);
            taken += now;
            idleSince = now == 0 ? idleSince : System.nanoTime();
            Thread.onSpinWait();
        }
        return taken;
    }

    @Nested
    class OfASmallBuffer {
        private static final int BUFFER_BYTES = 8 * 1024;

        @RegisterExtension
        final ChannelFixture fixture = new ChannelFixture(Shape.LINES_OF_ONE.buffering(BUFFER_BYTES), smallSockets());

        @Test
        @DisplayName("scenario 37: with nobody reading, the sender is blocked after a bounded buffer")
        void stallsTheSender() {
            var client = fixture.connect();

            int taken = fill(client, "x".repeat(63) + "\n");

            assertThat(taken).isLessThanOrEqualTo(BUFFER_BYTES + CHUNK_BYTES + SOCKET_BUFFER_BYTES);
        }

        @Test
        void goesOnWhenUnitsAreConsumedAndNotWhenTheyAreOnlyReceived() {
            var client = fixture.connect();
            int taken = fill(client, "x".repeat(63) + "\n");
            var received = fixture.receive(50).value();
            taken += fill(client, "x".repeat(63) + "\n");
            assertThat(taken).isLessThanOrEqualTo(BUFFER_BYTES + CHUNK_BYTES + SOCKET_BUFFER_BYTES);

            fixture.channel.tell(new IoChannel.Consumed(received.receipt()));

            client.send("x".repeat(63) + "\n");
        }

        @Test
        void countsEmptyLinesAsWhatTheyCost() {
            var client = fixture.connect();

            int taken = fill(client, "\n".repeat(100));

            assertThat(taken - SOCKET_BUFFER_BYTES)
                    .isLessThanOrEqualTo(BUFFER_BYTES / UnitBatch.UNIT_OVERHEAD_BYTES + 2 * CHUNK_BYTES);
        }

        @Test
        void acceptsNobodyWhileItIsFullAndLosesNobody() {
            fill(fixture.connect(), "x".repeat(63) + "\n");
            var second = fixture.connect().send("second\n");
            fixture.time.timePasses(ConnectedSessions.HOLD_TIME.multipliedBy(5));

            assertThat(second.isRefused()).isFalse();
        }
    }

    @Nested
    class OfAUnit {
        @RegisterExtension
        final ChannelFixture fixture = new ChannelFixture(Shape.LINES_OF_ONE.with(Clients.MANY), smallSockets());

        private ReceivedUnits endOf(MemoryClient client) {
            client.awaitRefused();
            var units = fixture.next(1);
            assertThat(units.units()).containsExactly("before");
            var end = fixture.next(1);
            assertThat(end.ended()).isTrue();
            return end;
        }

        @Test
        @DisplayName(
                "scenario 38: a line over the limit is a defined error, its client is disconnected, others are not")
        void refusesALineThatIsTooLong() {
            var other = fixture.connect();
            var client = fixture.connect().send("before\n" + "x".repeat(ChannelFixture.MAX_UNIT_BYTES + 1));

            assertThat(endOf(client).failure().orElseThrow().code()).isEqualTo(ErrorCode.UNIT_TOO_LARGE);

            assertThat(client.receiveToEnd()).isEmpty();
            other.send("works\n");
            assertThat(fixture.next(1).units()).containsExactly("works");
        }

        @Test
        void refusesWhatIsNotUtf8() {
            var client = fixture.connect().send("before\n").send(new byte[] {(byte) 0xFF, '\n'});

            assertThat(endOf(client).failure().orElseThrow().code()).isEqualTo(ErrorCode.BAD_UNIT);
        }

        @Test
        void endsWithTheReasonWhenAClientDiesWithinACharacter() {
            var client = fixture.connect().send("before\n").send(new byte[] {'a', (byte) 0xE2, (byte) 0x82});
            client.close();

            var end = endOf(client);

            assertThat(end.failure().orElseThrow().code()).isEqualTo(ErrorCode.BAD_UNIT);
        }

        @Test
        void saysHowMuchOfAUnitWasLostWhenTheConnectionBreaks() {
            var client = fixture.connect().send("before\nhalf");
            client.breakOff();

            assertThat(endOf(client).failure().orElseThrow().message())
                    .startsWith("the connection broke within a unit, after 4 bytes");
        }
    }

    @Nested
    class OfALargeBacklog {
        private static final int LINES = 1_000_000;

        @RegisterExtension
        final ChannelFixture fixture = new ChannelFixture(Shape.LINES_OF_ONE.buffering(256L << 20));

        @Test
        @DisplayName("scenario 39: a million queued lines are drained in order, in time linear in their number")
        void isDrainedInLinearTime() {
            var client = fixture.connect();
            for (int i = 0; i < LINES; i += 1000) {
                client.send(IntStream.range(i, i + 1000).mapToObj(n -> n + "\n").reduce("", String::concat));
            }
            client.close();
            int next = 0;
            for (var units = fixture.next(1000); !units.ended(); units = fixture.next(1000)) {
                for (var unit : units.units()) {
                    assertThat(unit.equals(Integer.toString(next))).isTrue();
                    next++;
                }
            }

            assertThat(next).isEqualTo(LINES);
        }
    }
}
