package dev.vellamo.io.transport;

import java.io.IOException;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.newsclub.net.unix.AFUNIXSelectorProvider;
import org.newsclub.net.unix.AFUNIXSocketAddress;
import org.newsclub.net.unix.AFUNIXSocketChannel;

/** The channels of junixsocket, selected with poll: every selection costs time for every registered channel. */
final class JunixChannels implements SocketChannels {

    private final AFUNIXSelectorProvider provider = AFUNIXSelectorProvider.provider();
    private final AccountNames accounts = AccountNames.ofThisMachine();

    @Override
    public Selector openSelector() throws IOException {
        return provider.openSelector();
    }

    @Override
    public ServerSocketChannel listen(Path path, int backlog) throws IOException {
        var channel = provider.openServerSocketChannel();
        return Opened.orClosed(channel, () -> {
            channel.setDeleteOnClose(false);
            channel.configureBlocking(false);
            channel.bind(AFUNIXSocketAddress.of(path), backlog);
            return channel;
        });
    }

    @Override
    public @Nullable SocketChannel accept(ServerSocketChannel listening) throws IOException {
        var channel = listening.accept();
        return channel == null ? null : nonBlocking(channel);
    }

    @Override
    public SocketChannel connect(Path path) throws IOException {
        var channel = provider.openSocketChannel();
        return Opened.orClosed(channel, () -> {
            channel.configureBlocking(false);
            if (!channel.connect(AFUNIXSocketAddress.of(path))) {
                throw new IOException("the connection is neither made nor refused");
            }
            return channel;
        });
    }

    @Override
    public PeerCredentials peer(SocketChannel connected) throws IOException {
        var credentials = ((AFUNIXSocketChannel) connected).getPeerCredentials();
        if (credentials == null || credentials.isEmpty()) {
            return PeerCredentials.UNKNOWN;
        }
        var pid = credentials.getPid();
        return new PeerCredentials(
                accounts.user(credentials.getUid()),
                accounts.group(credentials.getGid()),
                pid > 0 ? OptionalLong.of(pid) : OptionalLong.empty());
    }

    private static SocketChannel nonBlocking(SocketChannel channel) throws IOException {
        return Opened.orClosed(channel, () -> {
            channel.configureBlocking(false);
            return channel;
        });
    }
}
