package dev.vellamo.io.transport;

import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Source;

/**
 * TCP connections, in the shape of those of {@link SocketTransport} and with the same behaviour. Names are resolved, and
 * connections made, where blocking is allowed.
 *
 * <p>TCP tells neither who the peer is nor keeps others from reading: whoever reaches the port can connect.
 */
public final class TcpTransport extends SelectorTransport {

    /** A transport whose thread is named {@code vellamo-io-<name>}. */
    public TcpTransport(String name) {
        super(name, new JdkChannels());
    }

    /**
     * Listens at the first address that the host's name has, and at no other.
     *
     * @param backlog how many connections may wait to be accepted
     */
    public Source<IncomingConnection, CompletionStage<ServerBinding>> bind(HostPort address, int backlog) {
        return Source.fromGraph(new ListenStage(address.toString(), () -> listen(address, backlog)));
    }

    /**
     * Connects, as a source of that one connection: it is bound once the connection is in use, and ends when nothing more can
     * be read from it.
     */
    public Source<IncomingConnection, CompletionStage<ServerBinding>> connect(HostPort address) {
        return SoleConnection.of(
                address.toString(),
                materializer ->
                        CompletableFuture.supplyAsync(() -> dial(address), BlockingWork.executor(materializer)));
    }

    /** TCP does not tell. Each connection passes here once, before it is used. */
    @Override
    PeerCredentials peerOf(SocketChannel connected) {
        TcpSocket.prepare(connected);
        return PeerCredentials.UNKNOWN;
    }

    private Listener listen(HostPort address, int backlog) {
        var resolved = TcpSocket.resolve("listening at", address);
        return adoptListening(() -> TcpSocket.listen(address, resolved, backlog));
    }

    private SoleConnection.Made dial(HostPort address) {
        var connection = adopt(TcpSocket.connect(address));
        return new SoleConnection.Made(
                connection.peer(),
                Flow.fromGraph(new AcceptedConnection(connection, claimed -> {})),
                connection::close);
    }
}
