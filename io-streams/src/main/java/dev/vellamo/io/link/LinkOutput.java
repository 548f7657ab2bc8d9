package dev.vellamo.io.link;

import static java.util.Objects.requireNonNull;

import dev.vellamo.protocol.wire.ConnectionState;
import dev.vellamo.protocol.wire.FrameEncoder;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What a link has to write, and whether it is being written. Touched by tasks of the link only, if nothing else is said. */
final class LinkOutput implements LinkWriter.Source {

    /** How much a thread that brings something writes before it leaves the rest to the one that writes. */
    private static final int BUFFERS_AT_ONCE = 4;

    /** How many tasks may leave writing to the thread that reads: it may be kept from it by tasks of others. */
    private static final int MOST_LEFT = 64;

    private final Link link;
    private final ConnectionState connection;
    private final LinkWriter writer;
    private final Waiters<LinkStream> waiters;
    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    private @Nullable FrameEncoder encoder; // null until the child has begun to speak
    private boolean writing;
    private @Nullable String failure;
    private int left;
    /** Whether any was left. The thread that reads looks at it, too. */
    private volatile boolean waits;

    /** @param waiters are told of room as it comes */
    LinkOutput(Link link, ConnectionState connection, LinkTransport transport, Waiters<LinkStream> waiters) {
        this.link = link;
        this.connection = connection;
        this.waiters = waiters;
        writer = new LinkWriter("vellamo-link-" + link.peer() + "-writer", transport, this);
    }

    void start() {
        writer.start();
    }

    void speak(FrameEncoder encoder) {
        this.encoder = encoder;
    }

    /** Writes what there is, as far as that goes without waiting. */
    void write() {
        waits = false;
        left = 0;
        for (int buffers = 0; !writing && canWrite(); buffers++) {
            connection.pull(encoder(), writer.buffer());
            waiters.written(writer.buffer().bytes(), connection.streamsInLine());
            writing = buffers < BUFFERS_AT_ONCE ? writer.write() : writer.writeLater();
        }
        if (!writing) {
            waiters.tell();
        }
    }

    private boolean canWrite() {
        return failure == null && encoder != null && connection.hasOutput();
    }

    private FrameEncoder encoder() {
        return requireNonNull(encoder, "nobody knows yet how the child writes");
    }

    /** Notes that there may be something which the thread that reads can write later, and returns whether that is enough now. */
    boolean mayNotWait() {
        waits = true;
        left++;
        return left >= MOST_LEFT;
    }

    /** Whether something was left to be written later. Any thread. */
    boolean waits() {
        return waits;
    }

    /** Whether nothing is being written, or ever will be. */
    boolean isDone() {
        return !writing || failure != null;
    }

    /** Why nothing is written any more, or null. */
    @Nullable
    String failure() {
        return failure;
    }

    /** Ends the thread, once what it writes is written. */
    void stop() {
        writer.stop();
    }

    /** Completes when the thread has ended. Any thread. */
    CompletableFuture<Void> gone() {
        return gone;
    }

    @Override
    public void written() {
        link.execute(() -> writing = false);
    }

    @Override
    public void writeFailed(Exception cause) {
        link.execute(() -> {
            failure = "writing to " + link.peer() + " failed: " + cause;
        });
    }

    @Override
    public void writerGone() {
        gone.complete(null);
    }
}
