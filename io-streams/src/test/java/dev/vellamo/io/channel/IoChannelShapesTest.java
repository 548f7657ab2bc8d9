package dev.vellamo.io.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.io.channel.ChannelFixture.Shape;
import dev.vellamo.io.channel.ChannelSettings.Clients;
import dev.vellamo.io.channel.ChannelSettings.Direction;
import dev.vellamo.io.channel.ChannelSettings.UnitKind;
import dev.vellamo.io.memory.MemoryClient;
import dev.vellamo.io.memory.MemorySocketTransport;
import dev.vellamo.protocol.capdata.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Channels of one direction, of JSON and of many clients. */
class IoChannelShapesTest {
    private static final int SOCKET_BUFFER_BYTES = 4096;

    private static MemorySocketTransport smallSockets() {
        return new MemorySocketTransport(SOCKET_BUFFER_BYTES, 1024);
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
    class OfUnseparatedUnits {
        @RegisterExtension
        final ChannelFixture strings = new ChannelFixture(Shape.LINES_OF_ONE.with(UnitKind.STRING));

        @RegisterExtension
        final ChannelFixture chars = new ChannelFixture(Shape.LINES_OF_ONE.with(UnitKind.CHARS));

        @RegisterExtension
        final ChannelFixture bytes = new ChannelFixture(Shape.LINES_OF_ONE.with(UnitKind.BYTES));

        @Test
        void givesAStringAtTheEndAndTakesTheAnswer() {
            var client = strings.connect().send("a\nb").closeSending();

            assertThat(strings.readUnit()).contains("a\nb");
            assertThat(strings.readUnit()).isEmpty();
            strings.write("c").value();

            assertThat(client.receive(1)).isEqualTo("c");
        }

        @Test
        void exchangesTextAsItArrives() {
            var client = chars.connect().send("a\n");

            assertThat(chars.readUnit()).contains("a\n");
            chars.write("b").value();

            assertThat(client.receive(1)).isEqualTo("b");
        }

        @Test
        void exchangesBytesAsTheyArrive() {
            var client = bytes.connect().send(new byte[] {0, -1});

            assertThat(bytes.readUnit()).contains(new byte[] {0, -1});
            bytes.write(new byte[] {'b'}).value();

            assertThat(client.receive(1)).isEqualTo("b");
        }

        @Test
        void endsASessionWhoseStringIsTooLarge() {
            strings.connect().send("x".repeat(ChannelFixture.MAX_UNIT_BYTES + 1));

            var end = strings.next(1);

            assertThat(end.ended()).isTrue();
            assertThat(end.failure().orElseThrow().code()).isEqualTo(ErrorCode.UNIT_TOO_LARGE);
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
