package dev.vellamo.io.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vellamo.io.transport.TransportException.Code;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.RunnableGraph;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real TCP connections. That bytes move as over a Unix socket is the same code, and tested there. */
@Timeout(60)
class TcpTransportIT {
    private static final HostPort ANY = HostPort.parse("localhost:0");
    private static final long CHUNKS = 256;

    private static ActorTestKit actors;

    private TcpTransport transport;
    private Residue before = new Residue(0, 0);

    @BeforeAll
    static void startActors() throws Exception {
        actors = ActorTestKit.create();
        try (var warm = new TcpTransport("warm")) {
            run(warm.bind(ANY, 1).to(Sink.ignore()));
        }
    }

    private static CompletionStage<ServerBinding> run(RunnableGraph<CompletionStage<ServerBinding>> graph)
            throws Exception {
        var binding = graph.run(actors.system());
        result(binding);
        return binding;
    }

    @AfterAll
    static void stopActors() {
        actors.shutdownTestKit();
    }

    @BeforeEach
    void open() {
        before = Residue.now();
        transport = new TcpTransport("test");
    }

    @AfterEach
    void close() {
        transport.close();
        Eventually.holds(
                () -> "descriptors from " + before + " to " + Residue.now(),
                () -> Residue.now().descriptors() <= before.descriptors());
    }

    private static <T> T result(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static Code codeOf(CompletionStage<?> stage) throws Exception {
        try {
            throw new AssertionError("expected a failure, got " + result(stage));
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof TransportException expected) {
                return expected.code();
            }
            throw failure;
        }
    }

    private HostPort echo() throws Exception {
        return HostPort.parse(result(run(transport
                        .bind(ANY, 16)
                        .to(Sink.foreach(connection -> connection
                                .flow()
                                .join(Flow.of(ByteString.class))
                                .run(actors.system())))))
                .localAddress());
    }

    @Nested
    class Listening {

        @Test
        void failsIfThePortIsTakenOrTheNameLeadsNowhere() throws Exception {
            var taken = echo();

            assertThat(codeOf(transport.bind(taken, 1).to(Sink.ignore()).run(actors.system())))
                    .isEqualTo(Code.ADDRESS_IN_USE);
            assertThat(codeOf(transport
                            .bind(HostPort.parse("nowhere.invalid:0"), 1)
                            .to(Sink.ignore())
                            .run(actors.system())))
                    .isEqualTo(Code.NO_SUCH_HOST);
        }

        @Test
        void echoesHalfClosedClients() throws Exception {
            try (var client = new Socket("localhost", echo().port())) {
                client.getOutputStream().write("hello".getBytes(UTF_8));
                client.shutdownOutput();

                assertThat(new String(client.getInputStream().readAllBytes(), UTF_8))
                        .isEqualTo("hello");
            }
        }

        @Test
        void acceptsNobodyOnceItIsUnbound() throws Exception {
            var binding = result(run(transport.bind(ANY, 16).to(Sink.ignore())));
            var address = HostPort.parse(binding.localAddress());

            result(binding.unbind());

            assertThatThrownBy(() -> new Socket("localhost", address.port()).close())
                    .isInstanceOf(IOException.class);
        }
    }

    @Nested
    class Connecting {

        @Test
        void failsIfNobodyListens() throws Exception {
            int port;
            try (var gone = new ServerSocket(0)) {
                port = gone.getLocalPort();
            }

            assertThat(codeOf(transport
                            .connect(new HostPort("localhost", port))
                            .to(Sink.ignore())
                            .run(actors.system())))
                    .isEqualTo(Code.CONNECTION_REFUSED);
        }

        @Test
        void closesAConnectionThatNobodyUses() throws Exception {
            var first =
                    transport.connect(echo()).toMat(Sink.head(), Keep.both()).run(actors.system());
            result(first.second());

            assertThat(codeOf(first.first())).isEqualTo(Code.CLOSED);
        }

        @Test
        void givesOneConnectionAndEndsWithIt() throws Exception {
            var answer = new CompletableFuture<Long>();
            var chunk = ByteString.fromArray(new byte[1 << 16]);
            var running = transport
                    .connect(echo())
                    .toMat(
                            Sink.foreach(connection -> Source.repeat(chunk)
                                    .take(CHUNKS)
                                    .via(connection.flow())
                                    .runFold(0L, (sum, bytes) -> sum + bytes.size(), actors.system())
                                    .thenAccept(answer::complete)),
                            Keep.both())
                    .run(actors.system());

            assertThat(result(answer)).isEqualTo(CHUNKS << 16);
            assertThat(codeOf(running.second())).isEqualTo(Code.CLOSED);
            assertThat(codeOf(result(running.first()).whenUnbound())).isEqualTo(Code.CLOSED);
        }

        @Test
        void endsWithTheTransport() throws Exception {
            var ended = new CompletableFuture<Throwable>();
            // Not a listener of the transport's: that would end too, and maybe first.
            try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                var running = transport
                        .connect(new HostPort("127.0.0.1", other.getLocalPort()))
                        .to(Sink.foreach(connection -> Source.<ByteString>maybe()
                                .via(connection.flow())
                                .runWith(Sink.ignore(), actors.system())
                                .whenComplete((done, failure) -> ended.complete(failure))))
                        .run(actors.system());
                result(running);

                transport.close();

                assertThat(result(ended)).hasMessage("the transport was closed");
            }
            assertThat(codeOf(transport.bind(ANY, 1).to(Sink.ignore()).run(actors.system())))
                    .isEqualTo(Code.CLOSED);
        }
    }

    @Nested
    class AnAddress {

        @Test
        void isReadAndWritten() {
            assertThat(HostPort.parse("[::1]:7000"))
                    .isEqualTo(new HostPort("::1", 7000))
                    .hasToString("[::1]:7000");
            assertThat(HostPort.parse("a.b:0")).hasToString("a.b:0");
            assertThatThrownBy(() -> HostPort.parse(":1")).hasMessageContaining("is not host and port");
            assertThatThrownBy(() -> HostPort.parse("a:65536")).hasMessage("port 65536 is outside 0 to 65535");
        }
    }
}
