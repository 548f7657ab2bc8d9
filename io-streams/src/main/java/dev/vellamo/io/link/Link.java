package dev.vellamo.io.link;

import dev.vellamo.protocol.wire.Codec;
import dev.vellamo.protocol.wire.ConnectionState;
import dev.vellamo.protocol.wire.Frame;
import dev.vellamo.protocol.wire.Invocation;
import dev.vellamo.protocol.wire.Role;
import dev.vellamo.protocol.wire.WireException;
import dev.vellamo.protocol.wire.WireFault;
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
public final class Link {

    /** How long the news that the link ends may take to be written. */
    private static final long FLUSH_NANOS = 1_000_000_000;

    private static final Logger log = LoggerFactory.getLogger(Link.class);

    private final String name;
    private final LinkTransport transport;
    private final LinkHandler handler;
    private final Serial serial = new Serial(this::broken);
    private final LinkEvents events;
    private final ConnectionState connection;
    private final LinkInput input;
    private final LinkOutput output;

    // Touched by tasks only.
    private final List<LinkStream> finishing = new ArrayList<>();
    private @Nullable WireFault ended;
    private long deadlineNanos;
    private boolean deadlineSet;

    private Link(LinkEnd end, LinkTransport transport, LinkHandler handler) {
        this.name = end.peer();
        this.transport = transport;
        this.handler = handler;
        var waiters = new Waiters<>(LinkStream::tellRoom);
        events = new LinkEvents(this, handler, waiters);
        connection = new ConnectionState(end.identity(), end.settings(), events, System.nanoTime());
        output = new LinkOutput(this, connection, transport, waiters);
        input = new LinkInput(this, events, transport, end.settings().limits());
    }

    /** Takes the transport over and begins. */
    public static Link start(LinkEnd end, LinkTransport transport, LinkHandler handler) {
        var link = new Link(end, transport, handler);
        if (end.identity().role() == Role.CHILD) {
            link.input.speak(Codec.BINARY);
        }
        link.input.start();
        link.output.start();
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
        return CompletableFuture.allOf(input.gone(), output.gone()).minimalCompletionStage();
    }

    String peer() {
        return name;
    }

    ConnectionState connection() {
        return connection;
    }

    LinkOutput output() {
        return output;
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
            if (output.mayNotWait() || !input.isAwake()) {
                write();
            }
        });
    }

    private void write() {
        output.write();
        finishing.removeIf(LinkStream::tellIfOver);
        if (ended != null && output.isDone()) {
            release();
        }
    }

    private void release() {
        output.stop();
        transport.close();
    }

    /** The connection is over, by its own account. */
    void ended(WireFault reason) {
        ended = reason;
        handler.ended(reason);
    }

    /** What the other side had said before it closed is still to be read; but not for ever. */
    private void enforceDeadline(long now) {
        if (ended == null && output.failure() == null) {
            return;
        }
        if (!deadlineSet) {
            deadlineSet = true;
            deadlineNanos = now + FLUSH_NANOS;
        } else if (now - deadlineNanos >= 0) {
            if (output.failure() != null) {
                connection.lost(output.failure());
            }
            release();
        }
    }

    void lose(String reason) {
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
