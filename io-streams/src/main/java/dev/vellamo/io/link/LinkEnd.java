package dev.vellamo.io.link;

import dev.vellamo.protocol.wire.WireIdentity;
import dev.vellamo.protocol.wire.WireSettings;

/**
 * One end of a link: who it is and how it behaves.
 *
 * @param peer the name of the other side, for threads and messages
 */
public record LinkEnd(String peer, WireIdentity identity, WireSettings settings) {

    public static LinkEnd of(String peer, WireIdentity identity) {
        return new LinkEnd(peer, identity, WireSettings.DEFAULT);
    }
}
