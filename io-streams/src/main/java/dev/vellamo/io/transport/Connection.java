package dev.vellamo.io.transport;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connected channel with its place in the loop. Reads and writes are tried on the thread that asks; only what would
 * block is left to the loop.
 *
 * <p>Its owner (a stage) attaches itself once and then calls from one thread at a time; {@link #cut} and {@link #close} may
 * come from any thread.
 */
final class Connection implements SelectorLoop.Listener, Intake.Supply<ByteString> {

    private static final Logger log = LoggerFactory.getLogger(Connection.class);

    /** Hears of what happens to the connection, on its own executor. */
    interface Owner extends Intake.Receiver<ByteString> {
        /** The socket takes bytes again. */
        void writable();

        /** The connection was ended on this side, by somebody else than the owner. */
        void cut(TransportException reason);
    }

    private record Attachment(Owner owner, Executor executor, Intake<ByteString> intake) {}

    private final SocketChannel channel;
    private final IoBuffers buffers;
    private final PeerCredentials peer;
    private final SelectorLoop.Registration registration;
    private final Consumer<Connection> onClose;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile @Nullable Attachment attachment;
    private volatile @Nullable TransportException cutReason;

    Connection(SocketChannel channel, PeerCredentials peer, SelectorTransport transport) {
        this.channel = channel;
        this.peer = peer;
        this.buffers = transport.buffers();
        this.registration = transport.loop().registration(channel, this);
        this.onClose = transport::forget;
    }

    PeerCredentials peer() {
        return peer;
    }

    /** Makes somebody the owner. A connection that was cut before tells the owner so at once. */
    void attach(Owner owner, Executor executor) {
        attachment = new Attachment(owner, executor, new Intake<>(this, owner, executor));
        var reason = cutReason;
        if (reason != null) {
            executor.execute(() -> owner.cut(reason));
        }
    }

    /** Asks for the next bytes; see {@link Intake#demand}. */
    void demand() {
        attached().intake().demand();
    }

    /** Writes what the socket takes now and returns the rest. */
    ByteString write(ByteString bytes) throws IOException {
        var rest = bytes;
        var buffer = buffers.borrow();
        try {
            while (!rest.isEmpty()) {
                rest.copyToBuffer(buffer.clear());
                var written = channel.write(buffer.flip());
                rest = rest.drop(written);
                if (buffer.hasRemaining()) {
                    break;
                }
            }
            return rest;
        } finally {
            buffers.giveBack(buffer);
        }
    }

    /** Has the owner told when the socket takes bytes again. */
    void awaitWritable() {
        registration.want(SelectionKey.OP_WRITE);
    }

    /** Tells the peer that nothing more comes. */
    void endOutput() throws IOException {
        channel.shutdownOutput();
    }

    /** Refuses what the peer would still send: its writes fail from now on. */
    void refuseInput() throws IOException {
        channel.shutdownInput();
    }

    /** What a failed read or write means. */
    TransportException explained(IOException failure) {
        var reason = cutReason;
        return reason != null ? reason : TransportException.connectionEnded(failure);
    }

    /** Whether anything can still be read; some channels close themselves when a write fails. */
    boolean isOpen() {
        return channel.isOpen();
    }

    /** Ends the connection and tells its owner why. */
    void cut(TransportException reason) {
        cutReason = reason;
        close();
        var at = attachment;
        if (at != null) {
            at.executor().execute(() -> at.owner().cut(reason));
        }
    }

    void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        onClose.accept(this);
        try {
            registration.closeChannel();
        } catch (IOException failure) {
            log.warn("a connection did not close properly", failure);
        }
    }

    @Override
    public @Nullable ByteString take() throws IOException {
        var buffer = buffers.borrow();
        try {
            var count = channel.read(buffer);
            if (count < 0 && closed.get()) {
                throw new ClosedChannelException();
            }
            if (count < 0) {
                throw new EOFException("the peer sends nothing more");
            }
            if (count == 0) {
                return null;
            }
            var bytes = new byte[count];
            buffer.flip().get(bytes);
            return ByteString.fromArrayUnsafe(bytes);
        } finally {
            buffers.giveBack(buffer);
        }
    }

    @Override
    public void awaitMore() {
        registration.want(SelectionKey.OP_READ);
    }

    @Override
    public int ready(int readyOps) {
        var at = attached();
        var unwanted = 0;
        if ((readyOps & SelectionKey.OP_WRITE) != 0) {
            unwanted |= SelectionKey.OP_WRITE;
            at.executor().execute(at.owner()::writable);
        }
        if ((readyOps & SelectionKey.OP_READ) != 0 && !at.intake().ready()) {
            unwanted |= SelectionKey.OP_READ;
        }
        return unwanted;
    }

    @Override
    public void abandoned(Exception cause) {
        cut(new TransportException(
                TransportException.Code.IO_FAILED, "the transport failed: " + cause.getMessage(), cause));
    }

    private Attachment attached() {
        var at = attachment;
        if (at == null) {
            throw new IllegalStateException("the connection has no owner yet");
        }
        return at;
    }
}
