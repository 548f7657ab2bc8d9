package dev.vellamo.io.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.io.link.ProcessTransport;
import dev.vellamo.protocol.wire.Invocation;
import dev.vellamo.protocol.wire.Payload;
import dev.vellamo.protocol.wire.WireError;
import dev.vellamo.protocol.wire.WireSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Streams to a child JVM without an actor system, over its standard input and output. */
class ChildProcessStreamIT {

    private static final int MANY = 1_000;

    private final LinkThreads before = LinkThreads.now();
    private final ActorTestKit kit = ActorTestKit.create();
    private final Process guest = startGuest();
    private final End host = End.host(kit, ProcessTransport.of(guest), WireSettings.DEFAULT);

    private static Process startGuest() {
        try {
            return new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "-XX:-UsePerfData",
                            "-cp",
                            System.getProperty("java.class.path"),
                            EchoGuest.class.getName()))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    @AfterEach
    void leavesNothing() throws InterruptedException {
        kit.shutdownTestKit();
        assertThat(guest.waitFor(10, TimeUnit.SECONDS))
                .as("the guest ends with its link")
                .isTrue();
        before.awaitSame();
    }

    @Test
    void mirrorsMessagesAndTheEnd() {
        var talk = host.open();
        talk.say("hello");
        assertThat(talk.hear()).isEqualTo("hello");
        talk.complete();

        talk.hearsTheEnd();
    }

    @Test
    void mirrorsMoreThanPipesAndWindowsHold() {
        var talk = host.open();
        var message = ByteString.fromArray(new byte[10_000]);
        IntStream.range(0, 1_000).forEach(i -> talk.say(message));

        IntStream.range(0, 1_000)
                .forEach(i -> assertThat(talk.hearBytes().length()).isEqualTo(10_000));
    }

    @Test
    void stopsBothDirectionsOfAMirrorWhenItIsCancelled() {
        var talk = host.open();
        talk.say("hello");
        assertThat(talk.hear()).isEqualTo("hello");
        talk.cancel();
        talk.complete();

        host.connection.tell(new StreamConnection.GoAway("done"));
        assertThat(host.ended().name()).isEqualTo("GOING_AWAY");
    }

    @Test
    void answersRequests() {
        var arguments = Payload.bytes(new byte[1 << 20]);
        var call = host.link().request(false, new Invocation(0, End.CALL.context(), arguments));

        assertThat(Talk.await(call.answer().toCompletableFuture()).length()).isEqualTo(1 << 20);
    }

    @Test
    void failsEveryStreamAndRequestWhenTheGuestIsKilled() {
        var talks = IntStream.range(0, MANY).mapToObj(i -> host.open()).toList();
        talks.forEach(talk -> talk.say("hello"));
        talks.forEach(talk -> assertThat(talk.hear()).isEqualTo("hello"));
        guest.destroyForcibly();

        talks.forEach(talk ->
                assertThat(talk.hearsAFailure().is(WireError.CONNECTION_LOST)).isTrue());
        assertThat(host.ended().name()).isEqualTo("CONNECTION_LOST");
    }
}
