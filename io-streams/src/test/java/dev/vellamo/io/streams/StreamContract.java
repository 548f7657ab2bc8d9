package dev.vellamo.io.streams;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.io.link.LinkTransport;
import dev.vellamo.protocol.wire.Payload;
import dev.vellamo.protocol.wire.WireError;
import dev.vellamo.protocol.wire.WireFault;
import dev.vellamo.protocol.wire.WireSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every way in which a stream can go on and end, with both ends in this process. */
abstract class StreamContract {

    private static final int MANY = 1_000;
    /** With 5 MB to send each of them asks for more than the window of the connection. */
    private static final int STALLED = 20;

    /** Two ends that are connected. */
    record Ends(LinkTransport host, LinkTransport child) {}

    private final ActorTestKit kit = ActorTestKit.create();
    private LinkThreads before = LinkThreads.none();
    private @Nullable End hostEnd;
    private @Nullable End childEnd;

    abstract Ends connect() throws IOException;

    @BeforeEach
    void begin() throws IOException {
        before = LinkThreads.now();
        var ends = connect();
        hostEnd = End.host(kit, ends.host(), WireSettings.DEFAULT);
        childEnd = End.child(kit, ends.child(), WireSettings.DEFAULT);
    }

    @AfterEach
    void leavesNothing() {
        kit.shutdownTestKit();
        before.awaitSame();
    }

    private End host() {
        return requireNonNull(hostEnd);
    }

    private void cutChild() {
        child().transport.close();
    }

    private End child() {
        return requireNonNull(childEnd);
    }

    @Test
    void carriesMessagesBothWaysInOrder() {
        var here = host().open();
        var there = child().accepted();
        here.say("one");
        here.say("two");
        there.say("three");

        assertThat(there.hear()).isEqualTo("one");
        assertThat(there.hear()).isEqualTo("two");
        assertThat(here.hear()).isEqualTo("three");
    }

    @Test
    void carriesStreamsThatTheChildOpens() {
        var there = child().open();
        there.say("from the child");

        assertThat(host().accepted().hear()).isEqualTo("from the child");
    }

    @Test
    void keepsMessagesWholeWhateverTheirSize() {
        var here = host().open();
        var sizes = new int[] {0, 1, 65_535, 65_536, 65_537, 1 << 20};
        for (var size : sizes) {
            here.say(ByteString.fromArray(new byte[size]));
        }
        var there = child().accepted();

        for (var size : sizes) {
            assertThat(there.hearBytes().length()).isEqualTo(size);
        }
    }

    @Test
    void carriesMoreThanItsWindow() {
        var here = host().open();
        var there = child().accepted();
        var message = ByteString.fromArray(new byte[1_000]);
        IntStream.range(0, 5_000).forEach(i -> here.say(message));
        here.complete();

        IntStream.range(0, 5_000)
                .forEach(i -> assertThat(there.hearBytes().length()).isEqualTo(1_000));
        there.hearsTheEnd();
    }

    @Test
    void goesOnInOneDirectionWhenTheOtherHasEnded() {
        var here = host().open();
        var there = child().accepted();
        here.say("last");
        here.complete();

        assertThat(there.hear()).isEqualTo("last");
        there.hearsTheEnd();
        there.say("still here");
        assertThat(here.hear()).isEqualTo("still here");
        there.complete();
        here.hearsTheEnd();
    }

    @Test
    void endsTheDirectionThatTheAcceptorCompletesFirst() {
        var here = host().open();
        var there = child().accepted();
        there.complete();

        here.hearsTheEnd();
        here.say("still here");
        assertThat(there.hear()).isEqualTo("still here");
    }

    @Test
    void goesOnBesideReadersThatStandStill() {
        var message = ByteString.fromArray(new byte[1_000]);
        var stalled = IntStream.range(0, STALLED).mapToObj(i -> host().open()).toList();
        IntStream.range(0, STALLED).forEach(i -> child().accepted());
        stalled.forEach(talk -> IntStream.range(0, 5_000).forEach(i -> talk.say(message)));
        var here = host().open();
        var there = child().accepted();
        IntStream.range(0, 5_000).forEach(i -> here.say(message));

        IntStream.range(0, 5_000)
                .forEach(i -> assertThat(there.hearBytes().length()).isEqualTo(1_000));
        var call = host().link().request(false, End.CALL);
        child().request().respond(Payload.EMPTY);
        Talk.await(call.answer().toCompletableFuture());
    }

    @Test
    void stopsASenderWhoseReaderCancels() {
        var here = host().open();
        var there = child().accepted();
        there.cancel();

        here.isNotListenedTo();
        there.say("still here");
        assertThat(here.hear()).isEqualTo("still here");
    }

    @Test
    void tellsTheOtherSideWhyAStreamFailed() {
        var here = host().open();
        var there = child().accepted();
        here.say("before");
        assertThat(there.hear()).isEqualTo("before");
        here.fail(new IllegalStateException("the disk is full"));

        var failure = there.hearsAFailure();
        assertThat(failure.is(WireError.APPLICATION)).isTrue();
        assertThat(failure).hasMessageContaining("the disk is full");
        there.isNotListenedTo();
    }

    @Test
    void tellsTheOpenerWhyTheAcceptorFailed() {
        var here = host().open();
        child().accepted().fail(new IllegalStateException("no such file"));

        assertThat(here.hearsAFailure()).hasMessageContaining("no such file");
    }

    @Test
    void failsAMessageThatIsTooLargeForTheOtherSide() {
        var here = host().open();
        var there = child().accepted();
        here.say(ByteString.fromArray(new byte[(1 << 20) + (64 << 10)]));

        assertThat(here.hearsAFailure().is(WireError.TOO_LARGE)).isTrue();
        assertThat(there.hearsAFailure().is(WireError.TOO_LARGE)).isTrue();
    }

    @Test
    void failsAThousandStreamsWhenTheConnectionIsLost() {
        var here = IntStream.range(0, MANY).mapToObj(i -> host().open()).toList();
        here.forEach(talk -> talk.say("hello"));
        var there = IntStream.range(0, MANY).mapToObj(i -> child().accepted()).toList();
        there.forEach(talk -> assertThat(talk.hear()).isEqualTo("hello"));
        cutChild();

        assertThat(host().ended().is(WireError.CONNECTION_LOST)).isTrue();
        here.forEach(talk ->
                assertThat(talk.hearsAFailure().is(WireError.CONNECTION_LOST)).isTrue());
        there.forEach(Talk::isNotListenedTo);
    }

    @Test
    void endsItsStreamsWhenItsOwnerStopsIt() {
        var here = host().open();
        var there = child().accepted();
        // A flow that was not joined to the stream before the link ends never runs.
        here.say("hello");
        assertThat(there.hear()).isEqualTo("hello");
        kit.stop(host().connection);

        assertThat(here.hearsAFailure().name()).isIn("CANCELLED", "CONNECTION_LOST");
        assertThat(there.hearsAFailure().name()).isIn("CANCELLED", "CONNECTION_LOST");
        child().ended();
    }

    @Test
    void answersRequestsBesideStreams() {
        var call = host().link().request(true, End.CALL);
        var request = child().request();
        assertThat(request.isService()).isTrue();
        request.respond(Payload.text("answer"));

        assertThat(Talk.await(call.answer().toCompletableFuture()).bytes().text())
                .isEqualTo("answer");
    }

    @Test
    void failsOpenRequestsWhenTheConnectionIsLost() {
        var call = host().link().request(false, End.CALL);
        child().request();
        cutChild();

        assertThat(call.answer().toCompletableFuture())
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .withMessageContaining("CONNECTION_LOST");
    }

    @Test
    void letsWhatRunsFinishWhenItGoesAway() {
        var here = host().open();
        var there = child().accepted();
        host().connection.tell(new StreamConnection.GoAway("an update"));
        child().link();
        assertThat(child().news
                        .expectMessageClass(StreamConnection.GoingAway.class)
                        .reason()
                        .message())
                .isEqualTo("an update");
        assertThat(child().open().hearsAFailure().is(WireError.REFUSED)).isTrue();
        here.say("last");
        here.complete();
        there.complete();

        assertThat(there.hear()).isEqualTo("last");
        assertThat(host().ended().toString()).startsWith("GOING_AWAY");
        assertThat(child().ended().toString()).startsWith("GOING_AWAY");
    }

    @Test
    void tellsTheOtherSideWhyItCloses() {
        host().link();
        host().connection.tell(new StreamConnection.Close(new WireFault(WireError.CANCELLED, "enough")));

        assertThat(child().ended().message()).contains("enough");
        assertThat(host().ended().message()).contains("enough");
    }
}
