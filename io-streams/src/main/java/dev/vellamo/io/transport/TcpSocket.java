package dev.vellamo.io.transport;

import dev.vellamo.io.transport.TransportException.Code;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Making TCP sockets, with failures that say why. Everything blocks: names are resolved here. */
record TcpSocket(String address, ServerSocketChannel channel) implements ListeningSocket {

    private static final Logger log = LoggerFactory.getLogger(TcpSocket.class);

    /** A peer that answers at all does so within this, also from the other side of the world. */
    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    /** What the name stands for. */
    static InetSocketAddress resolve(String attempt, HostPort address) {
        try {
            return address.resolve();
        } catch (UnknownHostException failure) {
            throw new TransportException(
                    Code.NO_SUCH_HOST, attempt + " " + address + " failed: the host's name leads nowhere", failure);
        }
    }

    /** Listens at the address that the name stands for. */
    static TcpSocket listen(HostPort address, InetSocketAddress resolved, int backlog) {
        try {
            var channel = ServerSocketChannel.open();
            return Opened.orClosed(channel, () -> {
                channel.configureBlocking(false);
                // A listener can be bound again while connections of the one before it still end.
                channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                channel.bind(resolved, backlog);
                var bound = (InetSocketAddress) channel.getLocalAddress();
                return new TcpSocket(new HostPort(address.host(), bound.getPort()).toString(), channel);
            });
        } catch (IOException failure) {
            throw explained("listening at", address, failure);
        }
    }

    /** A connected channel that does not block. */
    static SocketChannel connect(HostPort address) {
        var resolved = resolve("connecting to", address);
        try {
            var channel = SocketChannel.open();
            return Opened.orClosed(channel, () -> {
                channel.socket().connect(resolved, (int) CONNECT_TIMEOUT.toMillis());
                channel.configureBlocking(false);
                return channel;
            });
        } catch (IOException failure) {
            throw explained("connecting to", address, failure);
        }
    }

    /** Sets the options of a connection. One that has ended already may refuse them, and shows that when it is used. */
    static void prepare(SocketChannel connected) {
        try {
            // Units are gathered already; waiting for more would only delay them.
            connected.setOption(StandardSocketOptions.TCP_NODELAY, true);
            connected.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        } catch (IOException failure) {
            log.debug("the options of {} cannot be set", connected, failure);
        }
    }

    private static TransportException explained(String attempt, HostPort address, IOException failure) {
        if (failure instanceof BindException
                && String.valueOf(failure.getMessage()).contains("in use")) {
            return new TransportException(
                    Code.ADDRESS_IN_USE, "cannot listen at " + address + ": something listens there already", failure);
        }
        if (failure instanceof ConnectException) {
            return new TransportException(Code.CONNECTION_REFUSED, "nobody listens at " + address, failure);
        }
        if (failure instanceof SocketTimeoutException) {
            return new TransportException(
                    Code.CONNECTION_REFUSED,
                    address + " has not answered within " + CONNECT_TIMEOUT.toSeconds() + " s",
                    failure);
        }
        return TransportException.ioFailed(attempt, address, failure);
    }

    /** There is nothing but the channel. */
    @Override
    public void remove() {}
}
