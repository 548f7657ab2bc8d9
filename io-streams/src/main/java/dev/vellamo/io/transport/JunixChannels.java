package dev.vellamo.io.transport;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.newsclub.net.unix.AFUNIXSelectorProvider;
import org.newsclub.net.unix.AFUNIXServerSocketChannel;
import org.newsclub.net.unix.AFUNIXSocketAddress;
import org.newsclub.net.unix.AFUNIXSocketChannel;
import org.newsclub.net.unix.ConnectionRefusedSocketException;
import org.newsclub.net.unix.FileDescriptorCast;

/** The channels of junixsocket, selected with poll: every selection costs time for every registered channel. */
final class JunixChannels implements SocketChannels {

    private final AFUNIXSelectorProvider provider = AFUNIXSelectorProvider.provider();
    private final AccountNames accounts = AccountNames.ofThisMachine();

    @Override
    public Selector openSelector() throws IOException {
        return provider.openSelector();
    }

    /**
     * junixsocket accepts nothing once the file is no longer at the path where it was bound. A second channel on the same
     * descriptor does not know that path; closing it closes the first.
     */
    @Override
    public ServerSocketChannel listen(Path path, int backlog) throws IOException {
        var bound = provider.openServerSocketChannel();
        return Opened.orClosed(bound, () -> {
            bound.setDeleteOnClose(false);
            bound.bind(AFUNIXSocketAddress.of(path), backlog);
            var movable = FileDescriptorCast.using(bound.getFileDescriptor()).as(AFUNIXServerSocketChannel.class);
            movable.setDeleteOnClose(false);
            movable.socket().addCloseable(bound);
            movable.configureBlocking(false);
            return movable;
        });
    }

    @Override
    public @Nullable SocketChannel accept(ServerSocketChannel listening) throws IOException {
        var channel = listening.accept();
        return channel == null ? null : nonBlocking(channel);
    }

    @Override
    public @Nullable SocketChannel connect(Path path) throws IOException {
        var channel = provider.openSocketChannel();
        try {
            var connected = Opened.orClosed(channel, () -> {
                channel.configureBlocking(false);
                return channel.connect(AFUNIXSocketAddress.of(path));
            });
            if (connected) {
                return channel;
            }
            channel.close();
            return null;
        } catch (ConnectionRefusedSocketException refused) {
            throw (ConnectException) new ConnectException(refused.getMessage()).initCause(refused);
        }
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
