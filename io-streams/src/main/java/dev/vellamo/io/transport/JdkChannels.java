package dev.vellamo.io.transport;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/** The channels of the JDK, selected with epoll. */
final class JdkChannels implements SocketChannels {

    @Override
    public Selector openSelector() throws IOException {
        return Selector.open();
    }

    @Override
    public ServerSocketChannel listen(Path path, int backlog) throws IOException {
        var channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        return Opened.orClosed(channel, () -> {
            channel.configureBlocking(false);
            channel.bind(UnixDomainSocketAddress.of(path), backlog);
            return channel;
        });
    }

    @Override
    public @Nullable SocketChannel accept(ServerSocketChannel listening) throws IOException {
        var channel = listening.accept();
        return channel == null ? null : nonBlocking(channel);
    }

    @Override
    public @Nullable SocketChannel connect(Path path) throws IOException {
        var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            return Opened.orClosed(channel, () -> {
                channel.configureBlocking(false);
                channel.connect(UnixDomainSocketAddress.of(path));
                return channel;
            });
        } catch (SocketException failure) {
            if (isBusy(failure)) {
                return null;
            }
            throw failure;
        }
    }

    /** The operating system's EAGAIN, for which the JDK has no exception of its own. */
    private static boolean isBusy(SocketException failure) {
        return String.valueOf(failure.getMessage()).contains("temporarily unavailable");
    }

    @Override
    public PeerCredentials peer(SocketChannel connected) throws IOException {
        var principal = requireNonNull(connected.getOption(ExtendedSocketOptions.SO_PEERCRED));
        return new PeerCredentials(
                Optional.of(principal.user().getName()),
                Optional.of(principal.group().getName()),
                OptionalLong.empty());
    }

    private static SocketChannel nonBlocking(SocketChannel channel) throws IOException {
        return Opened.orClosed(channel, () -> {
            channel.configureBlocking(false);
            return channel;
        });
    }
}
