package dev.vellamo.io.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.io.channel.ChannelFixture.Shape;
import dev.vellamo.protocol.capdata.ErrorCode;
import java.util.ArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What can be done to one session. */
class IoSessionTest {
    @RegisterExtension
    final ChannelFixture fixture = new ChannelFixture(Shape.LINES_OF_ONE);

    @Nested
    class WhoseClientHasClosedItsSendingSide {
        @Test
        @DisplayName("scenario 33: a client that half-closes after its request still receives the reply")
        void canStillBeWrittenTo() {
            var client = fixture.connect().send("question\n").closeSending();
            assertThat(fixture.readUnit()).contains("question");
            assertThat(fixture.readUnit()).isEmpty();

            fixture.write("answer").value();

            assertThat(client.receive(7)).isEqualTo("answer\n");
        }

        @Test
        void isClosedAfterTheTimeout() {
            var client = fixture.connect().send("question\n").closeSending();
            assertThat(fixture.readUnit()).contains("question");
            assertThat(fixture.readUnit()).isEmpty();

            fixture.time.timePasses(ChannelFixture.HALF_CLOSE);

            assertThat(client.receiveToEnd()).isEmpty();
            assertThat(fixture.write("late").failure().code()).isEqualTo(ErrorCode.SESSION_ENDED);
        }

        @Test
        void staysOpenWhileItIsWrittenTo() {
            var client = fixture.connect().send("question\n").closeSending();
            assertThat(fixture.readUnit()).contains("question");
            assertThat(fixture.readUnit()).isEmpty();
            for (int i = 0; i < 5; i++) {
                fixture.time.timePasses(ChannelFixture.HALF_CLOSE.dividedBy(2));
                fixture.write("part " + i).value();
            }

            assertThat(client.receive(35)).endsWith("part 4\n");
        }

        @Test
        void makesPlaceForTheNextOneWhoseLinesItsAnswersNeverReach() {
            var first = fixture.connect().send("from first\n").closeSending();
            assertThat(fixture.readUnit()).contains("from first");
            assertThat(fixture.readUnit()).isEmpty();
            var second = fixture.connect().send("from second\n");

            fixture.write("to first").value();
            assertThat(fixture.readUnit()).contains("from second");
            fixture.write("to second").value();

            assertThat(first.receive(9)).isEqualTo("to first\n");
            assertThat(second.receive(10)).isEqualTo("to second\n");
        }

        @Test
        void getsNoAnswerMeantForItsPredecessor() {
            fixture.connect().send("question\n").close();
            assertThat(fixture.readUnit()).contains("question");
            assertThat(fixture.readUnit()).isEmpty();
            var second = fixture.connect();

            // The transport learns only by writing that the client is gone: the first write may seem to succeed.
            var first = fixture.write("secret");
            fixture.passTimeUntil(first::isAnswered);
            assertThat(fixture.write("secret").failure().code()).isEqualTo(ErrorCode.SESSION_ENDED);

            fixture.close().value();
            assertThat(second.receiveToEnd()).isEmpty();
        }
    }

    @Nested
    class WithASession {
        @Test
        void sendsWhatWasWrittenBeforeItCloses() {
            var client = fixture.connect().send("a\n");
            long session = fixture.next(1).session();

            var written = fixture.write(session, "goodbye");
            fixture.closeSession(session).value();

            written.value();
            assertThat(client.receiveToEnd()).isEqualTo("goodbye\n");
            assertThat(fixture.next(1).ended()).isTrue();
            assertThat(fixture.write(session, "late").failure())
                    .hasMessage("IO channel \"x\" cannot write: session 1 has ended");
        }

        @Test
        void closesASecondTimeWithoutComplaint() {
            fixture.connect().send("a\n");
            long session = fixture.next(1).session();

            fixture.closeSession(session).value();
            fixture.closeSession(session).value();
            fixture.closeSession(4711).value();
        }

        @Test
        void cutsAClientThatDoesNotTakeItsLastUnitsInTime() {
            var client = fixture.connect().send("a\n");
            long session = fixture.next(1).session();
            var written = new ArrayList<TestReply<?>>();
            for (int i = 0; i < 1000; i++) {
                written.add(fixture.write(session, "x".repeat(1000)));
            }

            var closed = fixture.closeSession(session);
            fixture.passTimeUntil(closed::isAnswered);

            closed.value();
            assertThat(written).allMatch(TestReply::isAnswered);
            assertThat(client.isRefused()).isTrue();
        }

        @Test
        void refusesWritesBeyondTheBuffer() {
            fixture.connect().send("a\n");
            long session = fixture.next(1).session();
            TestReply<?> last = fixture.write(session, "x".repeat(1000));
            for (int i = 0; i < 2000 && !isRefused(last); i++) {
                last = fixture.write(session, "x".repeat(1000));
            }

            assertThat(last.failure().code()).isEqualTo(ErrorCode.LIMIT_REACHED);
        }

        private boolean isRefused(TestReply<?> reply) {
            return reply.isAnswered() && reply.hasFailed();
        }

        @Test
        void refusesAUnitWithANewline() {
            fixture.connect().send("a\n");
            long session = fixture.next(1).session();

            var failure = fixture.write(session, "two\nlines").failure();

            assertThat(failure.code()).isEqualTo(ErrorCode.BAD_UNIT);
            assertThat(failure).hasMessageStartingWith("IO channel \"x\" cannot write: a line contains a newline");
        }

        @Test
        void deliversAgainWhatWasReturned() {
            fixture.connect().send("a\nb\nc\nd\n");
            var first = fixture.receive(2).value();
            var second = fixture.receive(1).value();

            fixture.channel.tell(new IoChannel.Returned(second.receipt()));
            fixture.channel.tell(new IoChannel.Returned(first.receipt()));

            assertThat(fixture.next(1).units()).containsExactly("a");
            assertThat(fixture.next(5).units()).containsExactly("b");
            assertThat(fixture.next(5).units()).containsExactly("c");
            assertThat(fixture.next(5).units()).containsExactly("d");
        }

        @Test
        void deliversItsEndAgainWhenThatWasReturned() {
            fixture.connect().close();
            var end = fixture.receive(1).value();

            fixture.channel.tell(new IoChannel.Returned(end.receipt()));

            assertThat(fixture.next(1).ended()).isTrue();
        }
    }
}
