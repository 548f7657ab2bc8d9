package dev.vellamo.io.streams;

import dev.vellamo.protocol.wire.WireIdentity;
import dev.vellamo.protocol.wire.WireSettings;

/**
 * How one end of a link behaves.
 *
 * @param name of the other side, for messages and threads
 */
public record LinkSettings(String name, WireIdentity identity, WireSettings wire, StreamTiming timing) {

    public static LinkSettings of(String name, WireIdentity identity) {
        return new LinkSettings(name, identity, WireSettings.DEFAULT, StreamTiming.DEFAULT);
    }

    public LinkSettings withWire(WireSettings other) {
        return new LinkSettings(name, identity, other, timing);
    }

    public LinkSettings withTiming(StreamTiming other) {
        return new LinkSettings(name, identity, wire, other);
    }
}
