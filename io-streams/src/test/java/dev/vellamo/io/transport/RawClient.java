package dev.vellamo.io.transport;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A blocking client on a plain JDK channel. */
record RawClient(SocketChannel channel) implements AutoCloseable {

    static RawClient connect(Path path) throws IOException {
        var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(path));
        return new RawClient(channel);
    }

    RawClient send(String text) throws IOException {
        var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        return this;
    }

    /** Reads exactly so many bytes, or what there is before the end. */
    String receive(int bytes) throws IOException {
        var buffer = ByteBuffer.allocate(bytes);
        var open = true;
        while (open && buffer.hasRemaining()) {
            open = channel.read(buffer) >= 0;
        }
        return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
    }

    /** Whether the peer has ended its side; waits until it says one or the other. */
    boolean isAtEnd() throws IOException {
        return channel.read(ByteBuffer.allocate(1)) < 0;
    }

    /** Writes for as long as the socket takes anything; returns how many bytes it took. */
    long sendUntilFull() throws IOException {
        channel.configureBlocking(false);
        var total = 0L;
        var chunk = ByteBuffer.allocate(8 * 1024);
        for (var idleRounds = 0; idleRounds < 100; ) {
            var written = channel.write(chunk.clear());
            total += written;
            idleRounds = written > 0 ? 0 : idleRounds + 1;
            Thread.onSpinWait();
        }
        channel.configureBlocking(true);
        return total;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
