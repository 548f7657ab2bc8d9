package dev.vellamo.benchmarks;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A process of its own that connects to a Unix socket and sends 64-byte lines for as long as they are taken. */
final class LineClient {

    /** A line with its line end. */
    static final int LINE_BYTES = 64;

    private static final int LINES_A_WRITE = 1024;

    private LineClient() {}

    /** Starts the process. It ends when the socket closes. */
    static Process start(Path socket) throws IOException {
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LineClient.class.getName(),
                        socket.toString()))
                .inheritIO()
                .start();
    }

    public static void main(String[] arguments) throws IOException {
        var line = "x".repeat(LINE_BYTES - 1) + "\n";
        var block = ByteBuffer.allocateDirect(LINE_BYTES * LINES_A_WRITE);
        block.put(line.repeat(LINES_A_WRITE).getBytes(StandardCharsets.US_ASCII))
                .flip();
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(arguments[0]));
            while (true) {
                channel.write(block);
                if (!block.hasRemaining()) {
                    block.rewind();
                }
            }
        } catch (IOException e) {
            System.err.println("the reader is gone: " + e.getMessage());
        }
    }
}
