package dev.vellamo.kernel.state;

import dev.vellamo.protocol.crank.StreamSignal;
import org.jspecify.annotations.Nullable;

/**
 * One end of a stream: a heap of a vat, or host code.
 *
 * <p>It is there from when the stream is opened until both directions are over, and nothing of it is ever stored.
 */
abstract sealed class StreamEnd permits VatStreamEnd, HostStream {

    private final StreamRights rights = new StreamRights();
    private @Nullable StreamEnd other;

    /** Connects the two ends of a stream. */
    static void connect(StreamEnd opener, StreamEnd handler) {
        opener.other = handler;
        handler.other = opener;
    }

    final StreamRights rights() {
        return rights;
    }

    /** The other end, or {@code null} if there is none, or none any more. */
    final @Nullable StreamEnd other() {
        return other;
    }

    /** Brings what the other end said. */
    abstract void hear(StreamSignal signal, Streams streams);

    /** It wants no messages any more, those included that wait for it. */
    abstract void dropMessages();

    /** Both directions are over: what is said from now on goes nowhere. */
    void ended() {
        other = null;
    }
}
