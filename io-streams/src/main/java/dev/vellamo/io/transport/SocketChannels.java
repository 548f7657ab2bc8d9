package dev.vellamo.io.transport;

import java.io.IOException;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What differs between the kinds of Unix-socket channel. All channels it gives are non-blocking. Any thread. */
interface SocketChannels {

    Selector openSelector() throws IOException;

    /** Creates the socket file and listens. Whoever closes the channel also removes the file. */
    ServerSocketChannel listen(Path path, int backlog) throws IOException;

    /** The next connection that waits, or null if none does. */
    @Nullable
    SocketChannel accept(ServerSocketChannel listening) throws IOException;

    /**
     * Connects at once; a Unix socket does not connect in the background. Fails with {@link java.net.ConnectException} if
     * nobody listens.
     *
     * @return null if too many connections wait to be accepted
     */
    @Nullable
    SocketChannel connect(Path path) throws IOException;

    PeerCredentials peer(SocketChannel connected) throws IOException;
}
