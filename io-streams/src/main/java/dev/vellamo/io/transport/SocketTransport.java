package dev.vellamo.io.transport;

import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/**
 * Makes byte-stream connections over Unix sockets.
 *
 * <p>The shape is that of Pekko's {@code Tcp}: a bound address is a source of connections, a connection is a flow whose
 * input goes to the peer and whose output comes from it. Completing the input half-closes the connection; the output
 * completes when the peer has half-closed its side; cancelling the output stops reading.
 */
public interface SocketTransport extends AutoCloseable {

    /**
     * Listens at a path. The source emits each accepted connection and accepts no more while downstream backpressures.
     *
     * @return materialises to the binding once connections are accepted, or to the reason why they are not; cancelling
     *     the source unbinds
     */
    Source<IncomingConnection, CompletionStage<ServerBinding>> bind(Path path, BindOptions options);

    /** Connects to a path. Materialises to the connection, or to the reason why there is none. */
    Flow<ByteString, ByteString, CompletionStage<OutgoingConnection>> connect(Path path);

    /** Ends what is left: connections are cut, listeners unbound, threads gone when this returns. */
    @Override
    void close();
}
