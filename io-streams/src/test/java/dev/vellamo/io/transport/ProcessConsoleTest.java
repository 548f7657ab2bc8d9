package dev.vellamo.io.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vellamo.io.transport.TransportException.Code;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may use a console after whom. */
@Timeout(60)
class ProcessConsoleTest {
    private static final long PATIENCE_S = 20;

    private static ActorTestKit actors;

    private final SlowOutput output = new SlowOutput();
    private final ProcessConsole console = new ProcessConsole(InputStream.nullInputStream(), output);

    @BeforeAll
    static void startActors() {
        actors = ActorTestKit.create();
    }

    @AfterAll
    static void stopActors() {
        actors.shutdownTestKit();
    }

    /** An owner of a connection, who writes a word and keeps the connection until it is stopped. */
    private final class User {
        private final CompletableFuture<ServerBinding> connected = new CompletableFuture<>();
        private final ActorRef<Void> actor;

        User(String word, boolean isRead) {
            actor = actors.spawn(Behaviors.setup(context -> {
                use(word, isRead, Materializer.createMaterializer(Adapter.toClassic(context)));
                return Behaviors.empty();
            }));
        }

        private void use(String word, boolean isRead, Materializer materializer) {
            console.connect(isRead)
                    .to(Sink.foreach(connection -> Source.single(ByteString.fromString(word))
                            .concat(Source.maybe())
                            .via(connection.flow())
                            .runWith(Sink.ignore(), materializer)))
                    .run(materializer)
                    .whenComplete((binding, failure) -> {
                        if (failure == null) {
                            connected.complete(binding);
                        } else {
                            connected.completeExceptionally(BlockingWork.cause(failure));
                        }
                    });
        }

        void awaitConnected() throws Exception {
            connected.get(PATIENCE_S, TimeUnit.SECONDS);
        }

        void stops() {
            actors.stop(actor);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoComesWhenTheOneBeforeHasStoppedWaitsForWhatThatOneIsWriting(boolean isRead) throws Exception {
        var first = new User("one", isRead);
        output.awaitWriting();
        first.stops();

        var second = new User("two", isRead);
        assertThat(second.connected).isNotDone();
        output.goesOn();

        second.awaitConnected();
        output.awaitShown("onetwo");
        second.stops();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoComesWhileItIsUsedIsRefused(boolean isRead) throws Exception {
        output.goesOn();
        var first = new User("one", isRead);
        first.awaitConnected();
        var second = new User("two", isRead);

        assertThatThrownBy(second::awaitConnected)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        TransportException.class,
                        refused -> assertThat(refused.code()).isEqualTo(Code.ADDRESS_IN_USE));
        first.stops();
    }

    /** Takes nothing before it goes on. */
    private static final class SlowOutput extends OutputStream {
        private final CountDownLatch writing = new CountDownLatch(1);
        private final CountDownLatch goesOn = new CountDownLatch(1);
        private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

        void awaitWriting() throws InterruptedException {
            assertThat(writing.await(PATIENCE_S, TimeUnit.SECONDS)).isTrue();
        }

        void goesOn() {
            goesOn.countDown();
        }

        void awaitShown(String text) throws InterruptedException {
            synchronized (shown) {
                var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
                while (shown.size() < text.length() && System.nanoTime() < end) {
                    shown.wait(100);
                }
                assertThat(shown.toString(UTF_8)).isEqualTo(text);
            }
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            writing.countDown();
            try {
                goesOn.await();
            } catch (InterruptedException stopped) {
                throw new InterruptedIOException("the test is over");
            }
            synchronized (shown) {
                shown.write(bytes, offset, length);
                shown.notifyAll();
            }
        }
    }
}
