package dev.vellamo.io.link;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.FileChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A link over the standard input and output of this process, whose parent is the other side.
 *
 * <p>Nothing else may read or print there: {@code System.out} has to be set to something else first. Closing ends a blocked
 * read and a blocked write at once.
 */
public final class StandardTransport implements LinkTransport {

    private static final Logger log = LoggerFactory.getLogger(StandardTransport.class);

    private final FileChannel input = new FileInputStream(FileDescriptor.in).getChannel();
    private final FileChannel output = new FileOutputStream(FileDescriptor.out).getChannel();

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
            log.warn("a standard stream did not close properly", failure);
        }
    }
}
