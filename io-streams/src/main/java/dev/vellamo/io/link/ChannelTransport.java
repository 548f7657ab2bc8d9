package dev.vellamo.io.link;

import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A link over a socket of the JDK or of junixsocket.
 *
 * <p>Closing ends a blocked read and a blocked write at once. The channel does not block, so that a write can be tried; who has
 * to wait waits at a selector of its own. A channel of junixsocket closes itself when a write finds the other side gone; that
 * reads as the end, and what was not read of what the other side had sent is lost.
 */
public final class ChannelTransport implements LinkTransport {

    private static final Logger log = LoggerFactory.getLogger(ChannelTransport.class);

    private final SocketChannel channel;
    private final Selector readable;
    private final Selector writable;
    private volatile boolean isClosed;

    private ChannelTransport(SocketChannel channel, Selector readable, Selector writable) {
        this.channel = channel;
        this.readable = readable;
        this.writable = writable;
    }

    /**
     * Takes a connected socket over. It is closed if that fails.
     *
     * @throws IOException if it cannot be selected
     */
    public static ChannelTransport of(SocketChannel connected) throws IOException {
        Selector readable = null;
        Selector writable = null;
        try {
            connected.configureBlocking(false);
            readable = connected.provider().openSelector();
            writable = connected.provider().openSelector();
            connected.register(readable, SelectionKey.OP_READ);
            connected.register(writable, SelectionKey.OP_WRITE);
            return new ChannelTransport(connected, readable, writable);
        } catch (IOException | RuntimeException failure) {
            close(connected);
            close(readable);
            close(writable);
            throw failure;
        }
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        try {
            while (true) {
                var count = channel.read(into);
                if (count != 0) {
                    return count;
                }
                await(readable);
            }
        } catch (ClosedChannelException end) {
            if (isClosed) {
                throw end;
            }
            return -1;
        }
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        while (true) {
            channel.write(bytes);
            if (!bytes.hasRemaining()) {
                return;
            }
            await(writable);
        }
    }

    @Override
    public void tryWrite(ByteBuffer bytes) throws IOException {
        channel.write(bytes);
    }

    private static void await(Selector selector) throws IOException {
        try {
            selector.select();
            selector.selectedKeys().clear();
        } catch (ClosedSelectorException closed) {
            throw (IOException) new AsynchronousCloseException().initCause(closed);
        }
    }

    @Override
    public void close() {
        isClosed = true;
        // The descriptor may live on while a selector holds it; the other side is to hear of the end now.
        close(this::shutDown);
        close(channel);
        close(readable);
        close(writable);
    }

    private void shutDown() throws IOException {
        try {
            channel.shutdownOutput();
            channel.shutdownInput();
        } catch (ClosedChannelException | SocketException gone) {
            log.debug("{} had ended before it was closed", channel, gone);
        }
    }

    private static void close(@Nullable AutoCloseable resource) {
        try {
            if (resource != null) {
                resource.close();
            }
        } catch (Exception failure) {
            log.warn("a link did not close properly: {}", resource, failure);
        }
    }
}
