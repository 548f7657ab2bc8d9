package dev.vellamo.io.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.io.channel.ChannelFixture.Shape;
import dev.vellamo.io.channel.ChannelSettings.Clients;
import dev.vellamo.io.transport.BindOptions;
import dev.vellamo.protocol.capdata.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class IoChannelClosingTest {
    @RegisterExtension
    final ChannelFixture fixture = new ChannelFixture(Shape.LINES_OF_ONE);

    @Nested
    class WhenItCloses {
        @Test
        @DisplayName("scenario 21: the socket is there after creation and gone after close; closing twice is fine")
        void unbinds() {
            assertThat(fixture.transport.isBound(ChannelFixture.PATH)).isTrue();

            fixture.close().value();

            assertThat(fixture.transport.isBound(ChannelFixture.PATH)).isFalse();
            fixture.close().value();
        }

        @Test
        @DisplayName("scenario 34: after close a write fails, a read gives null, a receive fails")
        void refusesWhatComesLater() {
            fixture.close().value();

            assertThat(fixture.write("late").failure().code()).isEqualTo(ErrorCode.CHANNEL_CLOSED);
            assertThat(fixture.write("late").failure()).hasMessage("IO channel \"x\" is closed");
            assertThat(fixture.read().value()).isEmpty();
            assertThat(fixture.receive(1).failure().code()).isEqualTo(ErrorCode.CHANNEL_CLOSED);
            assertThat(fixture.write(1, "late").failure().code()).isEqualTo(ErrorCode.CHANNEL_CLOSED);
        }

        @Test
        void answersEveryRequestThatWaits() {
            var received = fixture.receive(1);
            var read = fixture.read();

            fixture.close().value();

            assertThat(received.failure().code()).isEqualTo(ErrorCode.CHANNEL_CLOSED);
            assertThat(read.value()).isEmpty();
        }

        @Test
        void answersEveryCloseOnce() {
            var closes = Stream.generate(fixture::close).limit(5).toList();

            closes.forEach(TestReply::value);
        }

        @Test
        void disconnectsItsClientsAfterWhatWasWritten() {
            var client = fixture.connect().send("a\n");
            fixture.next(1);
            var written = fixture.write("goodbye");

            fixture.close().value();

            written.value();
            assertThat(client.receiveToEnd()).isEqualTo("goodbye\n");
            client.awaitRefused();
        }

        @Test
        void doesNotWaitLongForAClientThatTakesNothing() {
            fixture.connect().send("a\n");
            fixture.next(1);
            var written = new ArrayList<TestReply<?>>();
            for (int i = 0; i < 500; i++) {
                written.add(fixture.write("x".repeat(1000)));
            }

            var closed = fixture.close();
            fixture.passTimeUntil(closed::isAnswered);

            closed.value();
            assertThat(written).allMatch(TestReply::isAnswered);
        }
    }

    @Nested
    class WhenItIsStopped {
        @Test
        @DisplayName("scenario 45: stopping without closing answers what waits, cuts the clients and unbinds")
        void leavesNothingBehind() {
            var client = fixture.connect().send("a\n");
            fixture.next(1);
            var waiting = fixture.receive(1);
            // Answered behind it: now the channel knows of both, and being stopped cannot overtake them.
            fixture.write("ok").value();

            fixture.kit.stop(fixture.channel);

            assertThat(waiting.failure().code()).isEqualTo(ErrorCode.CHANNEL_CLOSED);
            client.awaitRefused();
            fixture.passTimeUntil(() -> !fixture.transport.isBound(ChannelFixture.PATH));
        }
    }

    @Nested
    class WhenItsListenerFails {
        @Test
        void saysSoAndBindsAgainLater() {
            fixture.transport.breakListener(ChannelFixture.PATH, "too many open files");

            var lost = (IoChannel.ListenerLost) fixture.events.receiveMessage();
            assertThat(lost.reason()).contains("too many open files");
            fixture.awaitUnbound();
            fixture.passTimeUntil(() -> fixture.transport.isBound(ChannelFixture.PATH));
            assertThat(fixture.events.receiveMessage())
                    .isEqualTo(new IoChannel.Bound("x", ChannelFixture.PATH.toString()));
            fixture.connect().send("again\n");
            assertThat(fixture.readUnit()).contains("again");
        }

        @Test
        void waitsLongerIfItFailsAgainAndAgainAndLessOnceItHasHeld() {
            var waits = new ArrayList<Duration>();
            for (int i = 0; i < 3; i++) {
                waits.add(breakAndBindAgain());
            }
            fixture.time.timePasses(ChannelListener.LONGEST_BACKOFF);
            waits.add(breakAndBindAgain());

            var first = ChannelListener.FIRST_BACKOFF;
            assertThat(waits).containsExactly(first, first.multipliedBy(2), first.multipliedBy(4), first);
        }

        private Duration breakAndBindAgain() {
            fixture.transport.breakListener(ChannelFixture.PATH, "too many open files");
            var lost = fixture.events.expectMessageClass(IoChannel.ListenerLost.class);
            fixture.awaitUnbound();
            // Less than what makes a listener count as held.
            fixture.time.timePasses(lost.retryIn());
            fixture.events.expectMessageClass(IoChannel.Bound.class);
            return lost.retryIn();
        }

        @Test
        void keepsTheConnectedClient() {
            var client = fixture.connect().send("before\n");
            assertThat(fixture.readUnit()).contains("before");

            fixture.transport.breakListener(ChannelFixture.PATH, "too many open files");

            client.send("after\n");
            assertThat(fixture.readUnit()).contains("after");
        }

        @Test
        void canBeClosedWhileItWaits() {
            fixture.transport.breakListener(ChannelFixture.PATH, "too many open files");
            fixture.events.expectMessageClass(IoChannel.ListenerLost.class);

            fixture.close().value();
        }

        @Test
        void isClosedFromTheBeginningIfItNeverBound() {
            TestProbe<IoChannel.Event> events = fixture.kit.createTestProbe(IoChannel.Event.class);
            var second = fixture.kit.spawn(IoChannel.create(
                    Shape.LINES_OF_ONE.settings(),
                    fixture.transport.bind(ChannelFixture.PATH, BindOptions.PRIVATE),
                    events.ref()));

            assertThat(events.expectMessageClass(IoChannel.BindFailed.class).cause())
                    .hasMessage("x.sock: Address already in use");
            var reply = new TestReply<ReceivedUnits>();
            second.tell(new IoChannel.Receive(1, reply));
            assertThat(reply.failure().code()).isEqualTo(ErrorCode.CHANNEL_CLOSED);
            assertThat(fixture.transport.isBound(ChannelFixture.PATH)).isTrue();
        }
    }

    @Nested
    class WhoseConnectionCannotRun {
        @RegisterExtension
        final ChannelFixture many = new ChannelFixture(Shape.LINES_OF_ONE.with(Clients.MANY));

        @Test
        void losesThatSessionOnly() {
            many.connect().breakOff();
            many.connect().send("works\n");

            var first = many.next(1);
            var second = many.next(1);

            assertThat(first.ended() ? first : second)
                    .satisfies(end ->
                            assertThat(end.failure().orElseThrow()).returns(ErrorCode.IO_FAILED, SessionFailure::code));
            assertThat(first.ended() ? second : first)
                    .returns(1, units -> units.units().size());
        }
    }
}
