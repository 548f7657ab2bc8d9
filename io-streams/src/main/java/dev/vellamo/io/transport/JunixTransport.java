package dev.vellamo.io.transport;

/**
 * Unix sockets on junixsocket's channels: for few connections whose peer's pid matters. Waiting for them costs time for
 * every connection that is open, idle or not; {@link JdkUnixTransport} is for many.
 *
 * <p>junixsocket closes a channel whose peer no longer reads: what that peer had sent and nobody had read yet is lost.
 */
public final class JunixTransport extends UnixTransport {

    /** A transport whose thread is named {@code vellamo-io-<name>}. */
    public JunixTransport(String name) {
        super(name, new JunixChannels());
    }
}
