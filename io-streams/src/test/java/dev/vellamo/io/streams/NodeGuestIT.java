package dev.vellamo.io.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.io.link.LinkException;
import dev.vellamo.io.streams.StreamConnection.GoingAway;
import dev.vellamo.io.transport.ForeignClient;
import dev.vellamo.protocol.wire.Form;
import dev.vellamo.protocol.wire.Payload;
import dev.vellamo.protocol.wire.WireError;
import dev.vellamo.protocol.wire.WireFault;
import dev.vellamo.protocol.wire.WireSettings;
import java.util.ArrayList;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Requests and streams to the example guest in JavaScript, which was written from the page of the wire alone. */
class NodeGuestIT {

    private static final int MANY = 10_000;
    /** Not more than may be unanswered at once. */
    private static final int REQUESTS = 1_000;

    private static final int ROUND_TRIPS = 20;

    /** 10 numbers of 17 bytes, 90 of 18, and of 19 as many as begin before all 4,096 bytes of the first credit are charged. */
    private static final int NUMBERS_IN_FIRST_CREDIT = 10 + 90 + 122;

    /** Longer than any test. */
    private static final String NEVER_MILLIS = "1000000000";

    private final LinkThreads before = LinkThreads.now();
    private final NodeGuest guest = NodeGuest.start();

    @BeforeAll
    static void needsNode() {
        ForeignClient.require("node");
    }

    @AfterEach
    void leavesNothing() throws InterruptedException {
        guest.stop();
        before.awaitSame();
    }

    @Nested
    class Refuses {

        @Test
        void aMethodThatItDoesNotHave() {
            assertThat(guest.refusal("subtract", Payload.EMPTY).is(WireError.NOT_FOUND))
                    .isTrue();
        }

        @Test
        void aServiceOfTheKernel() {
            var call = guest.host.link().request(true, NodeGuest.invocation("echo", Payload.EMPTY));

            assertThat(NodeGuest.refusal(call).is(WireError.NOT_FOUND)).isTrue();
        }

        @Test
        void argumentsThatAreNotWhatTheMethodTakes() {
            assertThat(guest.refusal("add", Payload.json("[1,\"two\"]")).is(WireError.DECODE))
                    .isTrue();
            assertThat(guest.refusal("add", Payload.json("[1,")).is(WireError.DECODE))
                    .isTrue();
        }

        @Test
        void aStreamThatItDoesNotHandle() {
            var failure = guest.open("add").hearsAFailure();

            assertThat(failure.is(WireError.STREAMING_UNSUPPORTED)).isTrue();
            assertThat(guest.add("[1,2]")).isEqualTo("3");
        }

        @Test
        void aStreamWhoseArgumentsItCannotRead() {
            assertThat(guest.open("counter", Payload.json("{")).hearsAFailure().is(WireError.DECODE))
                    .isTrue();
        }
    }

    @Nested
    class Answers {

        @Test
        void requestsInTheOrderOfTheirArrival() {
            var sums = IntStream.range(0, REQUESTS)
                    .mapToObj(i -> guest.ask("add", Payload.json("[" + i + ",1]")))
                    .toList();

            for (int i = 0; i < REQUESTS; i++) {
                assertThat(NodeGuest.text(Talk.await(sums.get(i)))).isEqualTo(String.valueOf(i + 1));
            }
        }

        @Test
        void aRequestOfManyFramesWithAsMany() {
            var arguments = new byte[5 << 20];
            new Random(1).nextBytes(arguments);
            var answer = Talk.await(guest.ask("echo", Payload.bytes(arguments)));

            assertThat(answer.form()).isEqualTo(Form.BYTES);
            assertThat(answer.bytes().copy()).isEqualTo(arguments);
        }
    }

    @Nested
    class Streams {

        @Test
        void mirrorMessagesOfAllSizes() {
            var messages = new ArrayList<ByteString>();
            IntStream.range(0, MANY).forEach(i -> messages.add(ByteString.fromArray(new byte[sizeOf(i)])));
            var heard = Source.from(messages)
                    .via(guest.stream("echo", Payload.EMPTY))
                    .map(ByteString::size)
                    .runWith(Sink.seq(), guest.kit.system());

            var sizes =
                    IntStream.range(0, MANY).map(NodeGuestIT::sizeOf).boxed().toList();
            assertThat(Talk.await(heard.toCompletableFuture())).isEqualTo(sizes);
        }

        @Test
        void sendNoMoreThanTheReaderGranted() {
            var counter = guest.open("counter", Payload.json(String.valueOf(MANY)));
            guest.awaitNumbersSent(NUMBERS_IN_FIRST_CREDIT);
            for (int i = 0; i < ROUND_TRIPS; i++) {
                assertThat(guest.numbersSent()).isEqualTo(NUMBERS_IN_FIRST_CREDIT);
            }

            for (int i = 0; i < MANY; i++) {
                assertThat(counter.hear()).isEqualTo(String.valueOf(i));
            }
            counter.hearsTheEnd();
        }

        @Test
        void holdTheWriterBackWhenTheGuestReadsSlowlyAndNobodyElse() {
            var written = new AtomicInteger();
            var message = ByteString.fromArray(new byte[10_000]);
            var pressing = Source.repeat(message)
                    .map(each -> {
                        written.incrementAndGet();
                        return each;
                    })
                    .viaMat(guest.stream("slow", Payload.json(NEVER_MILLIS)), Keep.right())
                    .runWith(Sink.ignore(), guest.kit.system());
            var echo = guest.open("echo");
            for (int i = 0; i < MANY; i++) {
                echo.say("hello " + i);
                assertThat(echo.hear()).isEqualTo("hello " + i);
            }

            // what its queue takes, then the guest's window, two batches, and what is on its way between stages
            var most = WireSettings.DEFAULT.sendQueueBytes() / message.length() + 20;
            assertThat(written).hasValueBetween(7, most);
            assertThat(pressing.toCompletableFuture()).isNotDone();
        }

        @Test
        void tellTheGuestThatTheWriterHasEnded() {
            var slow = guest.open("slow", Payload.json("1"));
            IntStream.range(0, 20).forEach(i -> slow.say("hello"));
            slow.complete();

            assertThat(slow.hear()).isEqualTo("20");
            slow.hearsTheEnd();
        }
    }

    @Nested
    class EndsAStream {

        @Test
        void thatItsReaderCancels() {
            var counter = guest.open("counter");
            assertThat(counter.hear()).isEqualTo("0");
            counter.cancel();
            counter.isNotListenedTo();

            var sent = guest.numbersSent();
            for (int i = 0; i < ROUND_TRIPS; i++) {
                assertThat(guest.numbersSent()).isEqualTo(sent);
            }
        }

        @Test
        void thatItDoesNotReadItself() {
            var counter = guest.open("counter", Payload.json("1"));
            assertThat(counter.hear()).isEqualTo("0");
            counter.hearsTheEnd();

            counter.isNotListenedTo();
        }

        @Test
        void thatIsAborted() {
            var echo = guest.open("echo");
            echo.say("hello");
            assertThat(echo.hear()).isEqualTo("hello");
            echo.fail(new LinkException(new WireFault(WireError.APPLICATION, "the writer failed")));

            assertThat(guest.add("[1,2]")).isEqualTo("3");
            guest.host.connection.tell(new StreamConnection.GoAway("done"));
            assertThat(guest.exitCode()).isZero();
        }
    }

    @Nested
    class GoesAway {

        @Test
        void whenTheHostDoesAndWhatIsOpenHasEnded() {
            var echo = guest.open("echo");
            echo.say("hello");
            assertThat(echo.hear()).isEqualTo("hello");
            guest.host.connection.tell(new StreamConnection.GoAway("done"));
            echo.say("still here");
            assertThat(echo.hear()).isEqualTo("still here");
            echo.complete();
            echo.hearsTheEnd();

            assertThat(guest.host.ended().name()).isEqualTo("GOING_AWAY");
            assertThat(guest.exitCode()).isZero();
        }

        @Test
        void whenItIsToldToEndAndWhatIsOpenHasEnded() {
            var echo = guest.open("echo");
            echo.say("hello");
            assertThat(echo.hear()).isEqualTo("hello");
            guest.process.toHandle().destroy();
            guest.host.news.expectMessageClass(GoingAway.class);
            assertThat(guest.refusal("add", Payload.json("[1]")).is(WireError.REFUSED))
                    .isTrue();
            echo.say("still here");
            assertThat(echo.hear()).isEqualTo("still here");
            echo.complete();
            echo.hearsTheEnd();

            assertThat(guest.host.ended().name()).isEqualTo("GOING_AWAY");
            assertThat(guest.exitCode()).isZero();
        }

        @Test
        void withEverythingThatIsOpenWhenItIsKilled() throws InterruptedException {
            var talks =
                    IntStream.range(0, 100).mapToObj(i -> guest.open("echo")).toList();
            talks.forEach(talk -> talk.say("hello"));
            talks.forEach(talk -> assertThat(talk.hear()).isEqualTo("hello"));
            guest.process.destroyForcibly();

            talks.forEach(talk -> assertThat(talk.hearsAFailure().is(WireError.CONNECTION_LOST))
                    .isTrue());
            assertThat(guest.host.ended().name()).isEqualTo("CONNECTION_LOST");
            assertThat(guest.process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static int sizeOf(int message) {
        return message % 100 == 0 ? 100_000 : message % 10 == 0 ? 5_000 : message % 7;
    }
}
