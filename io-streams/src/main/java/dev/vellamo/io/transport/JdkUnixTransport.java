package dev.vellamo.io.transport;

/**
 * Unix sockets on the JDK's own channels, waited for with epoll: thousands of connections on one thread, and idle ones cost
 * nothing. Peer credentials have user and group, no pid.
 */
public final class JdkUnixTransport extends UnixTransport {

    /** A transport whose thread is named {@code vellamo-io-<name>}. */
    public JdkUnixTransport(String name) {
        super(name, new JdkChannels());
    }

    /** With channels of a test's own. */
    JdkUnixTransport(String name, SocketChannels channels) {
        super(name, channels);
    }
}
