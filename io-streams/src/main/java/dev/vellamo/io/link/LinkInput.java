package dev.vellamo.io.link;

import dev.vellamo.protocol.wire.Codec;
import dev.vellamo.protocol.wire.FrameDecoder;
import dev.vellamo.protocol.wire.WireLimits;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What comes on a link: brings what the thread that reads has read to the connection, a task for each chunk. */
final class LinkInput implements LinkReader.Sink {

    /** A child whose first byte is this one speaks JSON lines; every other one is taken for the binary codec. */
    private static final byte FIRST_OF_LINES = '{';

    private final Link link;
    private final LinkEvents events;
    private final WireLimits limits;
    private final LinkReader reader;
    private final CompletableFuture<Void> gone = new CompletableFuture<>();

    // Touched by tasks only.
    private @Nullable FrameDecoder decoder; // null until the child has begun to speak

    LinkInput(Link link, LinkEvents events, LinkTransport transport, WireLimits limits) {
        this.link = link;
        this.events = events;
        this.limits = limits;
        reader = new LinkReader("vellamo-link-" + link.peer() + "-reader", transport, this);
    }

    void start() {
        reader.start();
    }

    /** Whether a task of the thread that reads comes soon. Any thread. */
    boolean isAwake() {
        return reader.isAwake();
    }

    /** Completes when the thread has ended. Any thread. */
    CompletableFuture<Void> gone() {
        return gone;
    }

    /** Both directions use this codec from now on. */
    FrameDecoder speak(Codec codec) {
        var reading = codec.decoder(limits);
        decoder = reading;
        link.output().speak(codec.encoder());
        return reading;
    }

    @Override
    public void chunk(ByteBuffer bytes) {
        link.execute(() -> {
            var count = bytes.remaining();
            try {
                decode(bytes);
                events.chunkRead(count);
                // A task of another's thread can be late: then the reader has looked for what is gathered already, and
                // waits.
                if (!reader.isAwake()) {
                    events.deliver();
                }
            } finally {
                reader.taken();
            }
        });
    }

    private void decode(ByteBuffer bytes) {
        var from = decoder != null ? decoder : speak(bytes.get(0) == FIRST_OF_LINES ? Codec.LINES : Codec.BINARY);
        from.decode(bytes, link.connection());
    }

    @Override
    public void drained() {
        if (events.isGathering()) {
            link.execute(connection -> events.deliver());
        }
    }

    @Override
    public void idle() {
        if (events.isGathering() || link.output().waits()) {
            link.execute(connection -> events.deliver());
        }
    }

    @Override
    public void inputEnded() {
        link.execute(connection -> connection.endOfInput(decoder != null && decoder.isInsideFrame()));
    }

    @Override
    public void readFailed(Exception failure) {
        link.lose("reading from " + link.peer() + " failed: " + failure);
    }

    @Override
    public void readerGone() {
        gone.complete(null);
    }
}
