package dev.vellamo.io.link;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A link over channels of the operating system: a connected socket, or two pipes.
 *
 * <p>Closing ends a blocked read and a blocked write at once.
 */
public final class ChannelTransport implements LinkTransport {

    private static final Logger log = LoggerFactory.getLogger(ChannelTransport.class);

    private final ReadableByteChannel input;
    private final WritableByteChannel output;

    private ChannelTransport(ReadableByteChannel input, WritableByteChannel output) {
        this.input = input;
        this.output = output;
    }

    /**
     * Takes a socket over that is connected, of the JDK or of junixsocket.
     *
     * @throws IOException if it cannot be made to block
     */
    public static ChannelTransport of(SocketChannel connected) throws IOException {
        connected.configureBlocking(true);
        return new ChannelTransport(connected, connected);
    }

    /**
     * Takes over the standard input and output of this process, whose parent is the other side. Nothing else may read or
     * print there from now on: {@code System.out} has to be set to something else first.
     */
    public static ChannelTransport ofStandardStreams() {
        return new ChannelTransport(
                new FileInputStream(FileDescriptor.in).getChannel(),
                new FileOutputStream(FileDescriptor.out).getChannel());
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        return input.read(into);
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            output.write(bytes);
        }
    }

    @Override
    public void close() {
        close(output);
        close(input);
    }

    private static void close(Channel channel) {
        try {
            channel.close();
        } catch (IOException failure) {
            log.warn("a link did not close properly: {}", channel, failure);
        }
    }
}
