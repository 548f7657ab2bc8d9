package dev.vellamo.io.link;

import static java.util.Objects.requireNonNull;

import dev.vellamo.protocol.wire.ConnectionListener;
import dev.vellamo.protocol.wire.Form;
import dev.vellamo.protocol.wire.Frame;
import dev.vellamo.protocol.wire.Hello;
import dev.vellamo.protocol.wire.IncomingRequest;
import dev.vellamo.protocol.wire.Invocation;
import dev.vellamo.protocol.wire.OutgoingRequest;
import dev.vellamo.protocol.wire.Payload;
import dev.vellamo.protocol.wire.StreamState;
import dev.vellamo.protocol.wire.WireFault;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells the owners of streams and requests what the connection says. Messages are gathered until there is nothing more to read
 * at the moment, or there are many, or something else is to be told of their stream: so an owner is not woken for each read.
 */
final class LinkEvents implements ConnectionListener {

    /**
     * After how much that was read, whatever it was, messages wait for no more: a message keeps what came with it in memory. As
     * long ones come, that is 0.1 ms.
     */
    private static final int MANY_BYTES = 512 << 10;

    /** The same for who is sent little, but never nothing. */
    private static final int MANY_CHUNKS = 16;

    /** So many receivers are woken sooner than another thread that would do it. */
    private static final int FEW_STREAMS = 4;

    private final Link link;
    private final LinkHandler handler;
    private final Waiters<LinkStream> waiters;
    private List<LinkStream> gathering = new ArrayList<>();
    private int readBytes;
    private int readChunks;
    private volatile boolean isGathering;

    /** @param waiters get to know who waits no more */
    LinkEvents(Link link, LinkHandler handler, Waiters<LinkStream> waiters) {
        this.link = link;
        this.handler = handler;
        this.waiters = waiters;
    }

    /** A chunk has been read, and another one may follow at once. */
    void chunkRead(int bytes) {
        if (gathering.isEmpty()) {
            return;
        }
        readBytes += bytes;
        readChunks++;
        if (readBytes >= MANY_BYTES || readChunks >= MANY_CHUNKS) {
            deliver();
        } else {
            isGathering = true;
        }
    }

    /** Whether messages wait for more, or for the news that there are none. Any thread. */
    boolean isGathering() {
        return isGathering;
    }

    /** Hands out the messages that were gathered. */
    void deliver() {
        isGathering = false;
        readBytes = 0;
        readChunks = 0;
        if (gathering.isEmpty()) {
            return;
        }
        var streams = gathering;
        gathering = new ArrayList<>(streams.size());
        streams.forEach(LinkStream::deliver);
        if (streams.size() <= FEW_STREAMS) {
            wakeUp(streams);
        } else {
            handler.wakeAll(() -> wakeUp(streams));
        }
    }

    /** Any thread. A receiver that throws ends the link, whoever's thread it is, so that the others do not wait for ever. */
    private void wakeUp(List<LinkStream> streams) {
        try {
            streams.forEach(LinkStream::wakeUp);
        } catch (RuntimeException bug) {
            link.execute(() -> {
                throw bug;
            });
        }
    }

    @Override
    public void ready(Hello other) {
        handler.ready(other);
    }

    @Override
    public @Nullable WireFault opened(StreamState state, Invocation invocation) {
        var stream = new LinkStream(link);
        stream.opened(state);
        state.attachment = stream;
        handler.opened(stream, invocation);
        return stream.refusal();
    }

    @Override
    public void message(StreamState state, Form form, byte[] array, int offset, int length, int charge) {
        var stream = of(state);
        if (stream.gather(form, array, offset, length, charge)) {
            gathering.add(stream);
        }
    }

    @Override
    public void closed(StreamState state) {
        var stream = of(state);
        stream.deliver();
        stream.receiver().closed();
    }

    @Override
    public void cancelled(StreamState state, String reason) {
        var stream = of(state);
        stream.deliver();
        stream.receiver().cancelled(reason);
    }

    @Override
    public void failed(StreamState state, WireFault fault) {
        var stream = of(state);
        stream.deliver();
        stream.receiver().failed(fault);
    }

    @Override
    public void writable(StreamState state) {
        waiters.add(of(state));
    }

    @Override
    public void requested(IncomingRequest request) {
        var owed = new LinkRequest(link, request);
        request.attachment = owed;
        handler.requested(owed);
    }

    @Override
    public void cancelled(IncomingRequest request) {
        if (request.attachment instanceof LinkRequest owed) {
            handler.cancelled(owed);
        }
    }

    @Override
    public void answered(OutgoingRequest request, Payload payload) {
        of(request).answered(payload);
    }

    @Override
    public void rejected(OutgoingRequest request, WireFault fault) {
        of(request).failed(fault);
    }

    @Override
    public void changed(Frame.KeyChanged change, int charge) {
        handler.changed(change);
        link.connection().consumed(charge);
    }

    @Override
    public void goingAway(WireFault reason) {
        handler.goingAway(reason);
    }

    @Override
    public void ended(WireFault reason) {
        // Whoever something was gathered for has it, and was told how its stream ended.
        gathering.clear();
        link.ended(reason);
    }

    private static LinkStream of(StreamState state) {
        return (LinkStream) requireNonNull(state.attachment, "a stream without an owner");
    }

    private static LinkCall of(OutgoingRequest request) {
        return (LinkCall) requireNonNull(request.attachment, "a request without a caller");
    }
}
