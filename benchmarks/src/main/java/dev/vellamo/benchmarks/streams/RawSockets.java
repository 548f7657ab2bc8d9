package dev.vellamo.benchmarks.streams;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.newsclub.net.unix.AFUNIXServerSocketChannel;
import org.newsclub.net.unix.AFUNIXSocketAddress;
import org.newsclub.net.unix.AFUNIXSocketChannel;

/** Where Unix sockets come from. */
enum RawSockets {
    JDK {
        @Override
        ServerSocketChannel listen(Path socket) throws IOException {
            return ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket));
        }

        @Override
        SocketChannel connect(Path socket) throws IOException {
            return SocketChannel.open(UnixDomainSocketAddress.of(socket));
        }
    },
    JUNIX {
        @Override
        ServerSocketChannel listen(Path socket) throws IOException {
            return AFUNIXServerSocketChannel.open().bind(AFUNIXSocketAddress.of(socket));
        }

        @Override
        SocketChannel connect(Path socket) throws IOException {
            return AFUNIXSocketChannel.open(AFUNIXSocketAddress.of(socket));
        }
    };

    abstract ServerSocketChannel listen(Path socket) throws IOException;

    abstract SocketChannel connect(Path socket) throws IOException;
}
