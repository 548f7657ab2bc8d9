package dev.vellamo.io.transport;

import dev.vellamo.io.transport.TransportException.Code;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the transports of sockets share: one selector loop, and the sockets that are open on it.
 *
 * <p>Invariant: what is in {@code connections} and {@code listeners} is open or about to be closed; after {@link #close}
 * both are empty and nothing is added.
 */
abstract sealed class SelectorTransport implements AutoCloseable permits UnixTransport, TcpTransport {

    private static final Logger log = LoggerFactory.getLogger(SelectorTransport.class);

    private final SocketChannels channels;
    private final SelectorLoop loop;
    private final IoBuffers buffers = new IoBuffers();
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
    private final Object binding = new Object();
    private volatile @Nullable TransportException closed; // why nothing is added any more

    SelectorTransport(String name, SocketChannels channels) {
        this.channels = channels;
        try {
            this.loop = new SelectorLoop("vellamo-io-" + name, channels.openSelector(), this::fail);
        } catch (IOException failure) {
            throw new TransportException(
                    Code.IO_FAILED, "no selector for transport " + name + ": " + failure.getMessage(), failure);
        }
    }

    /** Ends everything; sources of connections complete, connections fail with {@link Code#CLOSED}. */
    @Override
    public void close() {
        var reason = new TransportException(Code.CLOSED, "the transport was closed", null);
        refuseFurther(reason);
        listeners.forEach(Listener::unbind);
        connections.forEach(connection -> connection.cut(reason));
        loop.close();
    }

    SelectorLoop loop() {
        return loop;
    }

    IoBuffers buffers() {
        return buffers;
    }

    /** Makes what was bound part of the transport. Blocks for as long as binding takes. */
    Listener adoptListening(Supplier<ListeningSocket> binding) {
        synchronized (this.binding) {
            requireOpen();
            var listener = new Listener(binding.get(), this);
            listeners.add(listener);
            return listener;
        }
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

    void forget(Listener listener) {
        listeners.remove(listener);
    }

    /** Who is at the other end. */
    PeerCredentials peerOf(SocketChannel channel) {
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
