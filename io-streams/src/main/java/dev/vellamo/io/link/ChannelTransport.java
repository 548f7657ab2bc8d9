package dev.vellamo.io.link;

import java.io.IOException;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
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

    /**
     * What the socket holds, if the system allows it: enough that neither side waits for the other one after every few
     * messages. What is sent after that waits for it, less than 0.1 ms.
     */
    private static final int SEND_BUFFER_BYTES = 512 << 10;

    private final SocketChannel channel;
    private final Selector readable;
    private final Selector writable;
    private volatile boolean isClosed;

    /** How many threads wait at a selector, or are about to. Guarded by this. */
    private int waiting;

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
            connected.setOption(StandardSocketOptions.SO_SNDBUF, SEND_BUFFER_BYTES);
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
        // First: a selector of junixsocket that hears of the end closes the channel, whatever is still to be read.
        var count = tryRead(into);
        while (count == 0) {
            await(readable);
            count = tryRead(into);
        }
        return count;
    }

    @Override
    public int tryRead(ByteBuffer into) throws IOException {
        try {
            return channel.read(into);
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

    private void await(Selector selector) throws IOException {
        enter();
        try {
            // A channel of junixsocket that has closed itself cannot be selected; select(Consumer) would not wait.
            if (channel.isOpen()) {
                selector.select();
                selector.selectedKeys().clear();
            }
        } finally {
            leave();
        }
    }

    private synchronized void enter() throws AsynchronousCloseException {
        if (isClosed) {
            throw new AsynchronousCloseException();
        }
        waiting++;
    }

    private synchronized void leave() {
        waiting--;
        releaseIfUnused();
    }

    /**
     * Has whoever waits leave, and whoever is about to wait; the last one out releases. A selector of junixsocket that is closed
     * between its check for that and its waiting would wait for ever.
     */
    @Override
    public synchronized void close() {
        if (!isClosed) {
            isClosed = true;
            close(this::shutDown);
            readable.wakeup();
            writable.wakeup();
            releaseIfUnused();
        }
    }

    private void releaseIfUnused() {
        if (isClosed && waiting == 0) {
            close(channel);
            close(readable);
            close(writable);
        }
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
