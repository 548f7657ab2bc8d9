package dev.vellamo.io.streams;

import dev.vellamo.io.link.Link;
import dev.vellamo.io.link.LinkCall;
import dev.vellamo.io.link.LinkStream;
import dev.vellamo.io.link.StreamReceiver;
import dev.vellamo.protocol.wire.Frame;
import dev.vellamo.protocol.wire.Invocation;
import java.util.function.Consumer;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.util.ByteString;

/** A link on which both sides have agreed. Any thread; nothing blocks. */
public final class OpenLink {

    private final Link link;
    private final Consumer<StreamEnd> begun;

    /** @param begun is told of each stream that this side opens */
    OpenLink(Link link, Consumer<StreamEnd> begun) {
        this.link = link;
        this.begun = begun;
    }

    /**
     * A stream: what goes in are messages to the other side, what comes out are messages from there, each as large as the
     * other's limits allow. Each materialisation opens a stream of its own. If that is refused, or the stream fails, it fails
     * with {@link dev.vellamo.io.link.LinkException}.
     */
    public Flow<ByteString, ByteString, NotUsed> stream(Invocation invocation) {
        return Flow.fromGraph(new StreamStage(
                () -> StreamEnd.toOpen(end -> link.open(invocation, end.events()), begun)));
    }

    /** A stream for an owner that has no use for Pekko Streams. If it is refused, the receiver is told that it failed. */
    public LinkStream open(Invocation invocation, StreamReceiver receiver) {
        return link.open(invocation, receiver);
    }

    /**
     * Asks the other side.
     *
     * @param service whether a kernel service is meant
     */
    public LinkCall request(boolean service, Invocation invocation) {
        return link.request(service, invocation);
    }

    /** Tells the other side that a value of a key changed. */
    public void announce(Frame.KeyChanged change) {
        link.announce(change);
    }

    @Override
    public String toString() {
        return link.toString();
    }
}
