package dev.vellamo.io.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.io.channel.ChannelFixture.Shape;
import dev.vellamo.io.memory.MemorySocketTransport;
import dev.vellamo.io.transport.PeerCredentials;
import dev.vellamo.protocol.capdata.ErrorCode;
import java.util.ArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One client at a time, lines both ways. */
class IoChannelTest {
    @RegisterExtension
    final ChannelFixture fixture = new ChannelFixture(Shape.LINES_OF_ONE);

    @Nested
    class WithoutAClient {
        @Test
        @DisplayName("scenario 34: a write has no connected client")
        void refusesToWrite() {
            var failure = fixture.write("hello").failure();

            assertThat(failure.code()).isEqualTo(ErrorCode.NO_CLIENT);
            assertThat(failure).hasMessage("IO channel \"x\" has no connected client");
        }

        @Test
        @DisplayName("scenario 23: a read issued before any client connects completes with the first line")
        void keepsAReadWaiting() {
            var read = fixture.read();
            fixture.connect().send("first\n");

            assertThat(read.value().orElseThrow().units()).containsExactly("first");
        }

        @Test
        void refusesASecondOutstandingRead() {
            fixture.read();

            assertThat(fixture.read().failure().code()).isEqualTo(ErrorCode.READ_REFUSED);
        }
    }

    @Nested
    class WithAClient {
        @Test
        @DisplayName("scenario 22: lines sent before any read are queued in order")
        void queuesLines() {
            fixture.connect().send("a\nb\nc\n");

            assertThat(fixture.readUnit()).contains("a");
            assertThat(fixture.readUnit()).contains("b");
            assertThat(fixture.readUnit()).contains("c");
        }

        @Test
        @DisplayName("scenario 25: a client that disconnects while a read waits gives null")
        void endsAWaitingRead() {
            var read = fixture.read();
            fixture.connect().close();

            assertThat(read.value().orElseThrow().ended()).isTrue();
        }

        @Test
        @DisplayName("scenario 26: buffered lines first, then exactly one null, then reads wait for the next client")
        void deliversTheEndOnce() {
            fixture.connect().send("a\nb\n").close();

            assertThat(fixture.readUnit()).contains("a");
            assertThat(fixture.readUnit()).contains("b");
            assertThat(fixture.readUnit()).isEmpty();
            var waiting = fixture.read();
            fixture.connect().send("c\n");
            assertThat(waiting.value().orElseThrow().units()).containsExactly("c");
        }

        @Test
        @DisplayName("scenario 27: an unterminated tail at disconnect is delivered as a last line")
        void deliversTheTail() {
            fixture.connect().send("a\ntail").close();

            assertThat(fixture.readUnit()).contains("a");
            assertThat(fixture.readUnit()).contains("tail");
            assertThat(fixture.readUnit()).isEmpty();
        }

        @Test
        @DisplayName("scenario 29: a second simultaneous client is refused and the first is undisturbed")
        void refusesASecondClient() {
            var first = fixture.connect().send("one\n");
            assertThat(fixture.readUnit()).contains("one");
            var second = fixture.connect().send("two\n");

            fixture.passTimeUntil(second::isRefused);

            assertThat(second.receiveToEnd()).isEmpty();
            first.send("three\n");
            assertThat(fixture.readUnit()).contains("three");
            fixture.write("answer").value();
            assertThat(first.receive(7)).isEqualTo("answer\n");
        }

        @Test
        @DisplayName("scenario 30: a client that connects right after the former one died is accepted")
        void acceptsASuccessor() {
            for (int i = 0; i < 50; i++) {
                fixture.connect().send("line " + i + "\n").close();
                assertThat(fixture.readUnit()).contains("line " + i);
                assertThat(fixture.readUnit()).isEmpty();
            }
        }

        @Test
        @DisplayName("scenario 31: 10 clients of 100 lines each, read late, give 1,000 lines")
        void losesNoLineOfAFormerClient() {
            for (int i = 0; i < 10; i++) {
                var client = fixture.connect();
                for (int j = 0; j < 100; j++) {
                    client.send("client " + i + " line " + j + "\n");
                }
                client.close();
            }

            var lines = new ArrayList<Object>();
            for (int ends = 0; ends < 10; ) {
                var units = fixture.next(7);
                lines.addAll(units.units());
                ends += units.ended() ? 1 : 0;
            }
            assertThat(lines)
                    .isEqualTo(IntStream.range(0, 1000)
                            .mapToObj(i -> "client " + i / 100 + " line " + i % 100)
                            .toList());
        }

        @Test
        void reportsThePeer() {
            fixture.connect().send("a\n");

            var units = fixture.next(1);

            assertThat(units.peer()).isEqualTo(MemorySocketTransport.PEER);
            var reply = new TestReply<PeerCredentials>();
            fixture.channel.tell(new IoChannel.SessionPeer(units.session(), reply));
            assertThat(reply.value()).isEqualTo(MemorySocketTransport.PEER);
        }
    }
}
