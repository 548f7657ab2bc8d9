package dev.vellamo.io.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.io.link.LinkCall;
import dev.vellamo.io.link.LinkException;
import dev.vellamo.io.link.ProcessTransport;
import dev.vellamo.protocol.wire.Invocation;
import dev.vellamo.protocol.wire.InvocationContext;
import dev.vellamo.protocol.wire.Payload;
import dev.vellamo.protocol.wire.WireSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.util.ByteString;

/** The example guest in JavaScript as a child process, and the host's end of the link to it. */
final class NodeGuest {

    /** In the module's folder, where the tests run. */
    private static final Path PROGRAM = Path.of("../runtime/examples/node-guest/guest.js");

    private static final WireSettings BY_DEFAULT = WireSettings.DEFAULT;

    /** A stream never gets more than its first credit, so that what its writer may do is a number that tests know. */
    private static final WireSettings SETTINGS = new WireSettings(
            BY_DEFAULT.limits(),
            BY_DEFAULT.maxOwnStreams(),
            BY_DEFAULT.limits().streamCreditBytes(),
            BY_DEFAULT.sendQueueBytes(),
            BY_DEFAULT.connectionQueueBytes(),
            BY_DEFAULT.timing());

    private static final long PATIENCE_SECONDS = 10;

    final ActorTestKit kit = ActorTestKit.create();
    final Process process;
    final End host;

    private NodeGuest(Process process) {
        this.process = process;
        host = End.host(kit, ProcessTransport.of(process), SETTINGS);
    }

    static NodeGuest start() {
        return new NodeGuest(launch());
    }

    /** Only the process. */
    static Process launch() {
        var builder = new ProcessBuilder("node", PROGRAM.toString()).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("VELLAMO_INCARNATION", "7");
        try {
            return builder.start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    void stop() throws InterruptedException {
        kit.shutdownTestKit();
        try {
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as("the guest ends with its link")
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
    }

    int exitCode() {
        return Talk.await(process.onExit()).exitValue();
    }

    Flow<ByteString, ByteString, NotUsed> stream(String method, Payload argument) {
        return host.link().stream(invocation(method, argument));
    }

    Talk open(String method) {
        return open(method, Payload.EMPTY);
    }

    Talk open(String method, Payload argument) {
        var talk = new Talk();
        talk.flow().join(stream(method, argument)).run(kit.system());
        return talk;
    }

    CompletableFuture<Payload> ask(String method, Payload arguments) {
        return host.link()
                .request(false, invocation(method, arguments))
                .answer()
                .toCompletableFuture();
    }

    LinkException refusal(String method, Payload arguments) {
        return refusal(host.link().request(false, invocation(method, arguments)));
    }

    static LinkException refusal(LinkCall call) {
        return Talk.await(call.answer().toCompletableFuture().handle((answer, failure) -> {
            var cause = failure instanceof CompletionException wrapper ? wrapper.getCause() : failure;
            if (cause instanceof LinkException expected) {
                return expected;
            }
            throw new AssertionError("answered with " + answer, failure);
        }));
    }

    String add(String numbers) {
        return text(Talk.await(ask("add", Payload.json(numbers))));
    }

    int numbersSent() {
        return Integer.parseInt(text(Talk.await(ask("numbersSent", Payload.EMPTY))));
    }

    /** Asks until it is as much; each answer takes a turn of the guest's loop. */
    void awaitNumbersSent(int numbers) {
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (numbersSent() < numbers) {
            assertThat(System.nanoTime())
                    .as("when fewer than " + numbers + " numbers were sent")
                    .isLessThan(deadline);
        }
    }

    static Invocation invocation(String method, Payload arguments) {
        return Invocation.of(InvocationContext.of("guest", method), arguments);
    }

    static String text(Payload payload) {
        return payload.bytes().text();
    }
}
