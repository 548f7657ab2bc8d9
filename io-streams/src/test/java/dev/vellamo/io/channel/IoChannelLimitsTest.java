package dev.vellamo.io.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.io.channel.ChannelFixture.Shape;
import dev.vellamo.io.channel.ChannelSettings.Clients;
import dev.vellamo.io.channel.ChannelSettings.Direction;
import dev.vellamo.io.channel.ChannelSettings.UnitKind;
import dev.vellamo.io.channel.memory.MemoryClient;
import dev.vellamo.io.channel.memory.MemorySocketTransport;
import dev.vellamo.protocol.capdata.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

    @Nested
    class OfOneDirection {
        @RegisterExtension
        final ChannelFixture in = new ChannelFixture(Shape.LINES_OF_ONE.with(Direction.IN));

        @RegisterExtension
        final ChannelFixture out = new ChannelFixture(Shape.LINES_OF_ONE.with(Direction.OUT), smallSockets());

        @Test
        @DisplayName("scenario 35: read on an out channel and write on an in channel fail")
        void refusesTheOther() {
            assertThat(out.read().failure()).hasMessage("IO channel \"x\" is write-only");
            assertThat(out.receive(1).failure().code()).isEqualTo(ErrorCode.WRONG_DIRECTION);
            assertThat(in.write("a").failure()).hasMessage("IO channel \"x\" is read-only");
            assertThat(in.write(1, "a").failure().code()).isEqualTo(ErrorCode.WRONG_DIRECTION);
        }

        @Test
        void closesAnInClientAtItsEnd() {
            var client = in.connect().send("a\n").closeSending();

            assertThat(client.receiveToEnd()).isEmpty();
            assertThat(in.readUnit()).contains("a");
            assertThat(in.readUnit()).isEmpty();
        }

        @Test
        void writesToTheConnectedClientAndIgnoresWhatItSends() {
            var client = out.connect().send("x".repeat(10 * SOCKET_BUFFER_BYTES));

            out.write("a").value();

            assertThat(client.receive(2)).isEqualTo("a\n");
        }
    }

    @Nested
    class OfJson {
        @RegisterExtension
        final ChannelFixture fixture = new ChannelFixture(Shape.LINES_OF_ONE.with(UnitKind.JSON));

        @Test
        void goesBothWays() {
            var client = fixture.connect().send("{\"a\": [1, 2]}\n");

            var units = fixture.next(1);
            fixture.write(units.session(), units.units().get(0)).value();

            assertThat(client.receive(12)).isEqualTo("{\"a\":[1,2]}\n");
        }
    }

    @Nested
    class OfManyClients {
        @RegisterExtension
        final ChannelFixture fixture = new ChannelFixture(Shape.LINES_OF_ONE.with(Clients.MANY));

        @Test
        void refusesTheShortForm() {
            assertThat(fixture.read().failure().code()).isEqualTo(ErrorCode.READ_REFUSED);
            assertThat(fixture.write("a").failure().code()).isEqualTo(ErrorCode.READ_REFUSED);
        }

        @Test
        void answersTheSessionThatAsked() {
            var clients = List.of(fixture.connect(), fixture.connect(), fixture.connect());
            for (int i = 0; i < clients.size(); i++) {
                clients.get(i).send("question " + i + "\n");
            }

            for (int i = 0; i < clients.size(); i++) {
                var units = fixture.next(1);
                fixture.write(units.session(), "re: " + units.units().get(0)).value();
            }

            for (int i = 0; i < clients.size(); i++) {
                assertThat(clients.get(i).receive(15)).isEqualTo("re: question " + i + "\n");
            }
        }

        @Test
        void letsTheSessionsTakeTurns() {
            var waiting = fixture.receive(1);
            var busy = fixture.connect().send("first\n");
            waiting.value();
            busy.send("b\n".repeat(1000));
            var quiet = fixture.connect().send("q\n");
            var seen = new ArrayList<Object>();
            while (!seen.contains("q")) {
                seen.addAll(fixture.next(1).units());
                assertThat(seen.size()).isLessThan(1000);
            }

            quiet.close();
        }
    }

    @Nested
    class OfABroadcast {
        @RegisterExtension
        final ChannelFixture fixture = new ChannelFixture(
                Shape.LINES_OF_ONE.with(Clients.MANY).with(Direction.OUT).buffering(8 * 1024), smallSockets());

        @Test
        void reachesEverybodyWhoIsConnected() {
            var first = fixture.connect();
            var second = fixture.connect();
            fixture.passTimeUntil(() -> isConnected(first) && isConnected(second));

            fixture.write("news").value();

            assertThat(first.receiveToLast("news\n")).isTrue();
            assertThat(second.receiveToLast("news\n")).isTrue();
        }

        @Test
        void goesOnWithoutAClientThatTakesNothing() {
            var stuck = fixture.connect();
            fixture.passTimeUntil(() -> isConnected(stuck));
            TestReply<?> last = fixture.write("x".repeat(1000));
            for (int i = 0; i < 100; i++) {
                last = fixture.write("x".repeat(1000));
            }

            fixture.passTimeUntil(last::isAnswered);

            assertThat(stuck.isRefused()).isTrue();
        }

        private boolean isConnected(MemoryClient client) {
            fixture.write("probe");
            return client.hasReceived();
        }
    }
}
