package dev.vellamo.io.link;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.newsclub.net.unix.AFUNIXServerSocketChannel;
import org.newsclub.net.unix.AFUNIXSocketAddress;
import org.newsclub.net.unix.AFUNIXSocketChannel;
import org.newsclub.net.unix.AFUNIXSocketPair;

/** Unix sockets that are connected to each other. */
public final class SocketPairs {

    /** Both ends. */
    public record Pair(SocketChannel one, SocketChannel other) {}

    private SocketPairs() {}

    public static Pair ofJdk(Path name) throws IOException {
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(name));
            return new Pair(SocketChannel.open(UnixDomainSocketAddress.of(name)), server.accept());
        }
    }

    public static Pair ofJunix(Path name) throws IOException {
        var address = AFUNIXSocketAddress.of(name);
        try (var server = AFUNIXServerSocketChannel.open()) {
            server.bind(address);
            var one = AFUNIXSocketChannel.open(address);
            return new Pair(one, server.accept());
        }
    }

    /** As a guest inherits one: without a name. Two more descriptors stay open, as those who make it forget them. */
    public static Pair ofJunix() throws IOException {
        AFUNIXSocketPair<AFUNIXSocketChannel> pair = AFUNIXSocketPair.open();
        return new Pair(pair.getSocket1(), pair.getSocket2());
    }
}
