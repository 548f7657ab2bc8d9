package dev.vellamo.io.transport;

import dev.vellamo.io.transport.TransportException.Code;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the Unix transports share: one selector loop, and the sockets that are open on it.
 *
 * <p>Invariant: what is in {@code connections} and {@code listeners} is open or about to be closed; after {@link #close}
 * both are empty and nothing is added.
 */
abstract sealed class UnixTransport implements SocketTransport permits JdkUnixTransport, JunixTransport {

    private static final Logger log = LoggerFactory.getLogger(UnixTransport.class);

    private final SocketChannels channels;
    private final SelectorLoop loop;
    private final IoBuffers buffers = new IoBuffers();
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final Set<UnixListener> listeners = ConcurrentHashMap.newKeySet();
    private final Object binding = new Object();
    private volatile @Nullable TransportException closed; // why nothing is added any more

    UnixTransport(String name, SocketChannels channels) {
        this.channels = channels;
        try {
            this.loop = new SelectorLoop("vellamo-io-" + name, channels.openSelector(), this::fail);
        } catch (IOException failure) {
            throw new TransportException(
                    Code.IO_FAILED, "no selector for transport " + name + ": " + failure.getMessage(), failure);
        }
    }

    @Override
    public Source<IncomingConnection, CompletionStage<ServerBinding>> bind(Path path, BindOptions options) {
        return Source.fromGraph(new ListenStage(this, path, options));
    }

    @Override
    public Flow<ByteString, ByteString, CompletionStage<OutgoingConnection>> connect(Path path) {
        return Flow.fromGraph(new ConnectStage(this, path));
    }

    /** Ends everything; sources of connections complete, connections fail with {@link Code#CLOSED}. */
    @Override
    public void close() {
        var reason = new TransportException(Code.CLOSED, "the transport was closed", null);
        refuseFurther(reason);
        listeners.forEach(UnixListener::unbind);
        connections.forEach(connection -> connection.cut(reason));
        loop.close();
    }

    SelectorLoop loop() {
        return loop;
    }

    IoBuffers buffers() {
        return buffers;
    }

    /** Listens at a path. Blocks for as long as a few file operations take. */
    UnixListener listen(Path path, BindOptions options) {
        synchronized (binding) {
            requireOpen();
            var listener = new UnixListener(SocketFile.bind(path, options, channels), this);
            listeners.add(listener);
            return listener;
        }
    }

    /** Connects to a path. */
    Connection dial(Path path) {
        return adopt(Dialing.connect(path, channels));
    }

    SocketChannels channels() {
        return channels;
    }

    /** Makes a connected channel part of the transport; it is closed if that fails. */
    Connection adopt(SocketChannel channel) {
        var connection = new Connection(channel, peerOf(channel), this);
        connections.add(connection);
        var reason = closed;
        if (reason != null) {
            connection.cut(reason);
        }
        requireOpen();
        return connection;
    }

    void forget(Connection connection) {
        connections.remove(connection);
    }

    void forget(UnixListener listener) {
        listeners.remove(listener);
    }

    private PeerCredentials peerOf(SocketChannel channel) {
        try {
            return channels.peer(channel);
        } catch (IOException failure) {
            log.warn("the credentials of a peer cannot be read, it goes on as unknown", failure);
            return PeerCredentials.UNKNOWN;
        }
    }

    private void fail(Exception cause) {
        refuseFurther(new TransportException(Code.IO_FAILED, "the transport failed: " + cause.getMessage(), cause));
        listeners.forEach(listener -> listener.abandoned(cause));
        connections.forEach(connection -> connection.abandoned(cause));
    }

    private void refuseFurther(TransportException reason) {
        synchronized (binding) {
            closed = reason;
        }
    }

    private void requireOpen() {
        var reason = closed;
        if (reason != null) {
            throw new TransportException(reason.code(), String.valueOf(reason.getMessage()), reason);
        }
    }
}
