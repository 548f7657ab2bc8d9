package dev.vellamo.io.transport;

import java.io.IOException;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The JDK's channels, for tests that make one thing about them go wrong. */
class FaultyChannels implements SocketChannels {

    private final JdkChannels jdk = new JdkChannels();

    @Override
    public Selector openSelector() throws IOException {
        return jdk.openSelector();
    }

    @Override
    public ServerSocketChannel listen(Path path, int backlog) throws IOException {
        return jdk.listen(path, backlog);
    }

    @Override
    public @Nullable SocketChannel accept(ServerSocketChannel listening) throws IOException {
        return jdk.accept(listening);
    }

    @Override
    public @Nullable SocketChannel connect(Path path) throws IOException {
        return jdk.connect(path);
    }

    @Override
    public PeerCredentials peer(SocketChannel connected) throws IOException {
        return jdk.peer(connected);
    }
}
