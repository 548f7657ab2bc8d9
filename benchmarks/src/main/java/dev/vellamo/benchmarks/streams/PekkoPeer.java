package dev.vellamo.benchmarks.streams;

import java.io.EOFException;
import java.nio.file.Path;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Framing;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.javadsl.Tcp;
import org.apache.pekko.util.ByteString;

/**
 * Pekko Streams over TCP, as Pekko knows no Unix sockets: simple framing, and what waits for the socket goes out together. A
 * connection has one stream and no requests.
 */
final class PekkoPeer implements StreamPeer {

    private static final String HOST = "127.0.0.1";
    private static final int MAX_BYTES = 1 << 20;
    private static final long GATHERED_BYTES = 64 << 10;

    @Override
    public PeerServer listen(Path socket, Messages messages) {
        var strings = messages.in(ByteString::fromArrayUnsafe);
        var system = ActorSystem.create("pekko-server");
        var bound = Tcp.get(system)
                .bind(HOST, 0)
                .to(Sink.foreach(connection -> Source.fromIterator(strings::stream)
                        .via(framed(gathered().via(connection.flow())))
                        .runWith(Sink.ignore(), system)))
                .run(system)
                .toCompletableFuture()
                .join();
        return new PeerServer() {
            @Override
            public String address() {
                return Integer.toString(bound.localAddress().getPort());
            }

            @Override
            public void close() {
                stop(system);
            }
        };
    }

    private static Flow<ByteString, ByteString, NotUsed> gathered() {
        return Flow.of(ByteString.class)
                .batchWeighted(GATHERED_BYTES, bytes -> (long) bytes.length(), bytes -> bytes, ByteString::concat);
    }

    /** Messages at both ends of the flow, their frames on the socket. */
    private static Flow<ByteString, ByteString, NotUsed> framed(Flow<ByteString, ByteString, NotUsed> socket) {
        return Framing.simpleFramingProtocol(MAX_BYTES).join(socket);
    }

    private static void stop(ActorSystem system) {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().join();
    }

    @Override
    public PeerClient connect(String address, Messages messages, Load load) {
        return new Client(Integer.parseInt(address));
    }

    private static final class Client implements PeerClient {
        private final ActorSystem system = ActorSystem.create("pekko-client");
        private final int port;

        Client(int port) {
            this.port = port;
        }

        @Override
        public void read(Intake intake) {
            Source.<ByteString>maybe()
                    .via(framed(gathered().via(Tcp.get(system).outgoingConnection(HOST, port))))
                    .runWith(Sink.foreach(message -> take(message, intake)), system)
                    .whenComplete((done, failure) -> intake.fail(failure == null ? new EOFException() : failure));
        }

        private static void take(ByteString message, Intake intake) {
            if (intake.keeps()) {
                intake.keep(message.toArray());
            }
            intake.take(message.length(), message.apply(message.length() - 1));
        }

        @Override
        public void echo(Runnable answered) {
            throw new UnsupportedOperationException("Pekko TCP has no requests");
        }

        @Override
        public void close() {
            stop(system);
        }
    }
}
