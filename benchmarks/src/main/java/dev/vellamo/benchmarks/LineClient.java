package dev.vellamo.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A process of its own that connects to a Unix socket and sends 64-byte lines for as long as they are taken. */
final class LineClient {

    /** A line with its line end. */
    static final int LINE_BYTES = 64;

    private static final int LINES_A_WRITE = 1024;
    private static final long STALL_MILLIS = 100;
    private static final String STALLED = "stalled";

    private LineClient() {}

    /** Starts the process. It ends when the socket closes. */
    static Process start(Path socket) throws IOException {
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:-UsePerfData",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LineClient.class.getName(),
                        socket.toString()))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Waits until the process has sent all that is taken while nobody reads. */
    static void awaitStalled(Process client) throws IOException {
        try (var said = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8))) {
            if (!STALLED.equals(said.readLine())) {
                throw new IOException("the client ended before it stalled");
            }
        }
    }

    public static void main(String[] arguments) throws IOException {
        var line = "x".repeat(LINE_BYTES - 1) + "\n";
        var block = ByteBuffer.allocateDirect(LINE_BYTES * LINES_A_WRITE);
        block.put(line.repeat(LINES_A_WRITE).getBytes(StandardCharsets.US_ASCII))
                .flip();
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                var selector = Selector.open()) {
            channel.connect(UnixDomainSocketAddress.of(arguments[0]));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_WRITE);
            send(channel, selector, block);
        } catch (IOException e) {
            System.err.println("the reader is gone: " + e.getMessage());
        }
    }

    private static void send(SocketChannel channel, Selector selector, ByteBuffer block) throws IOException {
        var hasStalled = false;
        while (true) {
            if (channel.write(block) == 0 && selector.select(STALL_MILLIS) == 0 && !hasStalled) {
                hasStalled = true;
                System.out.println(STALLED);
            }
            selector.selectedKeys().clear();
            if (!block.hasRemaining()) {
                block.rewind();
            }
        }
    }
}
