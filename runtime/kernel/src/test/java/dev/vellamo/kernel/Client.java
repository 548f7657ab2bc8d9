package dev.vellamo.kernel;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A plain blocking client of a Unix socket. */
final class Client implements AutoCloseable {

    private final SocketChannel channel;

    private Client(SocketChannel channel) {
        this.channel = channel;
    }

    static Client connect(Path socket) throws IOException {
        var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(socket));
        return new Client(channel);
    }

    Client send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    Client send(byte[] bytes) throws IOException {
        var buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        return this;
    }

    /** Sends until the socket takes no more for a while; returns how many bytes it took. */
    long sendUntilItStalls(byte[] block, long quietMillis) throws Exception {
        channel.configureBlocking(false);
        try (var selector = java.nio.channels.Selector.open()) {
            channel.register(selector, java.nio.channels.SelectionKey.OP_WRITE);
            long sent = 0;
            while (selector.select(quietMillis) > 0) {
                selector.selectedKeys().clear();
                sent += Math.max(0, channel.write(ByteBuffer.wrap(block)));
            }
            return sent;
        }
    }

    /** Says that nothing more will be sent. */
    Client finish() throws IOException {
        channel.shutdownOutput();
        return this;
    }

    /** The next line, or {@code "<end>"} if the connection was closed. */
    String line() throws Exception {
        return CompletableFuture.supplyAsync(this::readLine).get(20, TimeUnit.SECONDS);
    }

    private String readLine() {
        var line = new StringBuilder();
        var one = ByteBuffer.allocate(1);
        try {
            while (channel.read(one) > 0) {
                if (one.get(0) == '\n') {
                    return line.toString();
                }
                line.append((char) one.get(0));
                one.clear();
            }
        } catch (IOException e) {
            return "<" + e.getMessage() + ">";
        }
        return "<end>";
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
