package dev.vellamo.io.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vellamo.io.transport.TransportException.Code;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;

/** How connections come about, or do not. */
interface ConnectContract extends TransportFixture {

    @Test
    default void connectingWhereNothingIsNamesThePath() throws Exception {
        var failure = failure(dial(socket()));

        assertThat(failure.code()).isEqualTo(Code.NO_SUCH_SOCKET);
        assertThat(failure).hasMessageContaining(socket().toString());
    }

    @Test
    default void connectingToAStaleSocketIsRefused() throws Exception {
        StaleSocket.at(socket());

        assertThat(failure(dial(socket())).code()).isEqualTo(Code.CONNECTION_REFUSED);
    }

    @Test
    default void connectingToARegularFileSaysWhatItIs() throws Exception {
        Files.writeString(socket(), "text");

        var failure = failure(dial(socket()));

        assertThat(failure.code()).isEqualTo(Code.NOT_A_SOCKET);
        assertThat(failure).hasMessageContaining("a regular file");
    }

    @Test
    default void connectingToATooLongPathSaysTheLimit() throws Exception {
        var failure = failure(dial(Path.of("/" + "x".repeat(200))));

        assertThat(failure.code()).isEqualTo(Code.PATH_TOO_LONG);
        assertThat(failure).hasMessageContaining("107").hasMessageContaining("201");
    }

    @Test
    default void aFailedConnectionFailsItsFlowToo() throws Exception {
        var answer =
                Source.<ByteString>maybe().via(transport().connect(socket())).runWith(Sink.ignore(), system());

        assertThat(failure(answer).code()).isEqualTo(Code.NO_SUCH_SOCKET);
    }

    @Test
    default void connectsOnceAListenerWithAFullQueueAccepts() throws Exception {
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket()), 1);
            try (var first = RawClient.connect(socket());
                    var second = RawClient.connect(socket())) {
                assertThat(first.channel().isConnected()).isTrue();
                assertThat(second.channel().isConnected()).isTrue();
                var third = dial(socket()).toCompletableFuture();
                assertThat(third).isNotDone();

                server.accept().close();

                assertThat(result(third).remoteAddress()).isEqualTo(socket());
            }
        }
    }

    @Test
    default void bothSidesLearnTheAccount() throws Exception {
        var accepted = accepting();
        var connected = result(dial(socket()));
        var account = System.getProperty("user.name");

        assertThat(connected.peer().user()).hasValue(account);
        assertThat(next(accepted).peer().user()).hasValue(account);
        assertThat(connected.peer().group()).isPresent();
    }

    @Test
    default void anAcceptedFlowMaterialisesOnlyOnce() throws Exception {
        var accepted = accepting();
        try (var client = RawClient.connect(socket())) {
            var connection = next(accepted);
            echo(connection);
            assertThat(client.send("x").receive(1)).isEqualTo("x");

            var again = Source.<ByteString>maybe().via(connection.flow()).runWith(Sink.ignore(), system());

            assertThatThrownBy(() -> result(again)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    default void aConnectionNobodyUsesIsCutWhenItsListenerIsUnbound() throws Exception {
        var accepted = new LinkedBlockingQueue<IncomingConnection>();
        var binding = listen(accepted::add);
        try (var client = RawClient.connect(socket())) {
            var connection = next(accepted);

            result(binding.unbind());

            assertThat(client.isAtEnd()).isTrue();
            var late = Source.<ByteString>maybe().via(connection.flow()).runWith(Sink.ignore(), system());
            assertThat(failure(late).code()).isEqualTo(Code.CLOSED);
        }
    }

    @Test
    default void aConnectionInUseLivesOnWhenItsListenerIsUnbound() throws Exception {
        var binding = echo();
        try (var client = RawClient.connect(socket())) {
            assertThat(client.send("a").receive(1)).isEqualTo("a");

            result(binding.unbind());

            assertThat(client.send("b").receive(1)).isEqualTo("b");
        }
    }

    @Test
    default void closingTheTransportFailsItsConnections() throws Exception {
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket()));
            var outgoing = Source.<ByteString>maybe()
                    .viaMat(transport().connect(socket()), Keep.right())
                    .toMat(Sink.ignore(), Keep.both())
                    .run(system());
            result(outgoing.first());

            transport().close();

            assertThat(failure(outgoing.second()).code()).isEqualTo(Code.CLOSED);
        }
    }

    @Test
    default void aClosedTransportNeitherConnectsNorListens() throws Exception {
        transport().close();
        StaleSocket.at(socket());
        var late = directory().resolve("late");

        var binding =
                transport().bind(late, BindOptions.PRIVATE).to(Sink.ignore()).run(system());

        assertThat(failure(binding).code()).isEqualTo(Code.CLOSED);
        assertThat(late).doesNotExist();
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(late));
            assertThat(failure(dial(late)).code()).isEqualTo(Code.CLOSED);
        }
    }

    @Test
    default void echoesWhatItsOwnClientSends() throws Exception {
        echo();

        assertThat(exchange(socket(), "hello")).isEqualTo("hello");
    }

    @Test
    default void aFlowOfManyElementsKeepsTheirOrder() throws Exception {
        echo();
        var answer = Source.range(1, 50_000)
                .map(number -> ByteString.fromString(number + "\n"))
                .via(transport().connect(socket()))
                .via(Flow.of(ByteString.class))
                .runWith(all(), system());

        assertThat(result(answer).utf8String().lines().map(Integer::parseInt))
                .isSorted()
                .hasSize(50_000);
    }
}
