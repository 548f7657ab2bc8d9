package dev.vellamo.io.streams;

import dev.vellamo.io.link.LinkEnd;
import dev.vellamo.protocol.wire.WireIdentity;
import dev.vellamo.protocol.wire.WireSettings;

/** How one end of a link and its streams behave. */
public record LinkSettings(LinkEnd end, StreamTiming timing) {

    /**
     * With the usual limits and times.
     *
     * @param peer the name of the other side, for threads and messages
     */
    public static LinkSettings of(String peer, WireIdentity identity) {
        return new LinkSettings(LinkEnd.of(peer, identity), StreamTiming.DEFAULT);
    }

    public LinkSettings withWire(WireSettings wire) {
        return new LinkSettings(new LinkEnd(end.peer(), end.identity(), wire), timing);
    }

    public LinkSettings withTiming(StreamTiming other) {
        return new LinkSettings(end, other);
    }
}
