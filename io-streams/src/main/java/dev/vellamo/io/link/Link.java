package dev.vellamo.io.link;

import static java.util.Objects.requireNonNull;

import dev.vellamo.protocol.wire.Codec;
import dev.vellamo.protocol.wire.ConnectionState;
import dev.vellamo.protocol.wire.Frame;
import dev.vellamo.protocol.wire.FrameDecoder;
import dev.vellamo.protocol.wire.FrameEncoder;
import dev.vellamo.protocol.wire.Invocation;
import dev.vellamo.protocol.wire.Role;
import dev.vellamo.protocol.wire.WireException;
import dev.vellamo.protocol.wire.WireFault;
import dev.vellamo.protocol.wire.WireLimits;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to a guest, or to the kernel: requests and streams both ways over one {@link LinkTransport}.
 *
 * <p>Any thread; nothing blocks. Two threads belong to it, and end with it. Time passes only by {@link #tick}, which its
 * owner calls until {@link #released} completes.
 *
 * <pre>
 *   greeting --ready--> running --goAway--> draining --all finished--> ended --written, or {@link #FLUSH_NANOS}--> released
 *       +------------------+-------- lost, violated, closed -----------^
 * </pre>
 */
public final class Link implements LinkReader.Sink, LinkWriter.Source {

    /** How long the news that the link ends may take to be written. */
    private static final long FLUSH_NANOS = 1_000_000_000;

    /** How much a thread that brings something writes before it leaves the rest to the one that writes. */
    private static final int BUFFERS_AT_ONCE = 4;

    /** A child whose first byte is this one speaks JSON lines; every other one is taken for the binary codec. */
    private static final byte FIRST_OF_LINES = '{';

    private static final Logger log = LoggerFactory.getLogger(Link.class);

    private final String name;
    private final LinkTransport transport;
    private final LinkHandler handler;
    private final Serial serial = new Serial(this::broken);
    private final LinkEvents events;
    private final WireLimits limits;
    private final ConnectionState connection;
    private final LinkReader reader;
    private final LinkWriter writer;
    private final CompletableFuture<Void> readerGone = new CompletableFuture<>();
    private final CompletableFuture<Void> writerGone = new CompletableFuture<>();

    // Touched by tasks only.
    private final List<LinkStream> finishing = new ArrayList<>();
    private @Nullable FrameDecoder decoder; // null until the child has begun to speak
    private @Nullable FrameEncoder encoder;
    private boolean writing;
    /** Something may wait that only the thread that reads sees to. Read by that thread, too. */
    private volatile boolean unwritten;

    private @Nullable String writeFailure;
    private @Nullable WireFault ended;
    private long deadlineNanos;
    private boolean deadlineSet;

    private Link(LinkEnd end, LinkTransport transport, LinkHandler handler) {
        this.name = end.peer();
        this.transport = transport;
        this.handler = handler;
        events = new LinkEvents(this, handler);
        connection = new ConnectionState(end.identity(), end.settings(), events, System.nanoTime());
        limits = end.settings().limits();
        reader = new LinkReader("vellamo-link-" + name + "-reader", transport, this);
        writer = new LinkWriter("vellamo-link-" + name + "-writer", transport, this);
    }

    /** Takes the transport over and begins. */
    public static Link start(LinkEnd end, LinkTransport transport, LinkHandler handler) {
        var link = new Link(end, transport, handler);
        if (end.identity().role() == Role.CHILD) {
            link.speak(Codec.BINARY);
        }
        link.reader.start();
        link.writer.start();
        link.execute(connection -> {});
        return link;
    }

    /** Asks the other side. What is wrong with the request itself fails the call, too. */
    public LinkCall request(boolean service, Invocation invocation) {
        var call = new LinkCall(this);
        execute(connection -> {
            try {
                call.sent(connection.request(service, invocation, call));
            } catch (WireException refused) {
                call.failed(refused.fault());
            }
        });
        return call;
    }

    /** Opens a stream. If that is not possible, the receiver is told that it failed. */
    public LinkStream open(Invocation invocation, StreamReceiver receiver) {
        var stream = new LinkStream(this);
        stream.accept(receiver);
        execute(connection -> {
            try {
                stream.opened(connection.open(invocation, stream));
            } catch (WireException refused) {
                receiver.failed(refused.fault());
            }
        });
        return stream;
    }

    /** Tells the other side that a value of a key changed. Changes of one key that wait are one. */
    public void announce(Frame.KeyChanged change) {
        execute(connection -> {
            try {
                connection.changed(change);
            } catch (WireException refused) {
                log.warn("a change of key {} is not told to {}: {}", change.key(), name, refused.getMessage());
            }
        });
    }

    /** Begins nothing new and accepts nothing new; what runs may finish, then the link ends. */
    public void goAway(String reason) {
        execute(connection -> connection.goAway(reason));
    }

    /** Ends the link now. The other side is told why if it reads soon. */
    public void close(WireFault reason) {
        execute(connection -> connection.badConnection(reason));
    }

    /** Ends the link and its transport now. The other side notices that there is nothing any more. */
    public void cut(String reason) {
        execute(connection -> connection.lost(reason));
        release();
    }

    /** Lets time pass: deadlines, pings, and what a link that ends may still take. Several times a second. */
    public void tick() {
        tick(System.nanoTime());
    }

    void tick(long nowNanos) {
        execute(connection -> {
            connection.tick(nowNanos);
            enforceDeadline(nowNanos);
        });
    }

    /** Completes when both threads have ended and the transport is closed. */
    public CompletionStage<Void> released() {
        return CompletableFuture.allOf(readerGone, writerGone).minimalCompletionStage();
    }

    ConnectionState connection() {
        return connection;
    }

    /** Runs a task and has written what follows from it. */
    void execute(Consumer<ConnectionState> task) {
        execute(() -> task.accept(connection));
    }

    /** Has the owner of a stream told when both directions have ended. A task. */
    void watch(LinkStream stream) {
        finishing.add(stream);
    }

    void execute(Runnable task) {
        serial.execute(() -> {
            task.run();
            write();
        });
    }

    /**
     * The same for what need not be written at once: that the thread that reads does when it has read what there is. So what
     * was consumed of many streams is said in one write.
     */
    void executeUnhurried(Consumer<ConnectionState> task) {
        serial.execute(() -> {
            task.accept(connection);
            unwritten = true;
            if (!reader.isAwake()) {
                write();
            }
        });
    }

    private void write() {
        unwritten = false;
        for (int buffers = 0; !writing && canWrite(); buffers++) {
            connection.pull(encoder(), writer.buffer());
            writing = buffers < BUFFERS_AT_ONCE ? writer.write() : writer.writeLater();
        }
        finishing.removeIf(LinkStream::tellIfOver);
        if (ended != null && (!writing || writeFailure != null)) {
            release();
        }
    }

    private boolean canWrite() {
        return writeFailure == null && encoder != null && connection.hasOutput();
    }

    private FrameEncoder encoder() {
        return requireNonNull(encoder, "nobody knows yet how the child writes");
    }

    private void release() {
        writer.stop();
        transport.close();
    }

    /** The connection is over, by its own account. */
    void ended(WireFault reason) {
        ended = reason;
        handler.ended(reason);
    }

    @Override
    public void chunk(ByteBuffer bytes) {
        execute(() -> {
            try {
                decode(bytes);
                events.deliver();
            } finally {
                reader.taken();
            }
        });
    }

    private void decode(ByteBuffer bytes) {
        var from = decoder != null ? decoder : speak(bytes.get(0) == FIRST_OF_LINES ? Codec.LINES : Codec.BINARY);
        from.decode(bytes, connection);
    }

    private FrameDecoder speak(Codec codec) {
        var reading = codec.decoder(limits);
        decoder = reading;
        encoder = codec.encoder();
        return reading;
    }

    @Override
    public void idle() {
        if (unwritten) {
            execute(connection -> {});
        }
    }

    @Override
    public void inputEnded() {
        execute(connection -> connection.endOfInput(decoder != null && decoder.isInsideFrame()));
    }

    @Override
    public void readFailed(Exception failure) {
        lose("reading from " + name + " failed: " + failure);
    }

    @Override
    public void readerGone() {
        readerGone.complete(null);
    }

    @Override
    public void written() {
        execute(() -> writing = false);
    }

    @Override
    public void writeFailed(Exception failure) {
        execute(() -> {
            writeFailure = "writing to " + name + " failed: " + failure;
        });
    }

    @Override
    public void writerGone() {
        writerGone.complete(null);
    }

    /** What the other side had said before it closed is still to be read; but not for ever. */
    private void enforceDeadline(long now) {
        if (ended == null && writeFailure == null) {
            return;
        }
        if (!deadlineSet) {
            deadlineSet = true;
            deadlineNanos = now + FLUSH_NANOS;
        } else if (now - deadlineNanos >= 0) {
            if (writeFailure != null) {
                connection.lost(writeFailure);
            }
            release();
        }
    }

    private void lose(String reason) {
        execute(connection -> connection.lost(reason));
    }

    /** Something that should never happen did: the link cannot go on, as nobody knows in what state it is. */
    private void broken(Throwable bug) {
        log.error("the link to {} failed and ends", name, bug);
        lose("the link to " + name + " failed: " + bug);
        release();
    }

    @Override
    public String toString() {
        return "link to " + name;
    }
}
