package dev.vellamo.kernel.state;

import dev.vellamo.protocol.crank.StreamLimits;
import dev.vellamo.protocol.crank.StreamSignal;

/** An end of a stream that host code holds. It is opened by an {@link Entry.OpenStream}, once. */
public final class HostStream extends StreamEnd {

    /** Host code at this end. */
    @FunctionalInterface
    public interface Listener {

        /** The other end said something. Returns at once, runs no code of others, does not call back into the state. */
        void heard(StreamSignal signal);
    }

    private final Listener listener;

    public HostStream(Listener listener) {
        this.listener = listener;
    }

    /** Leaves the kernel, so it waits until the crank that said it is on disk. */
    @Override
    void hear(StreamSignal signal, Streams streams) {
        rights().brought(StreamLimits.chargeOf(signal));
        streams.leaves(new Outgoing.Signal(listener, signal));
    }

    /** Host code does that by itself. */
    @Override
    void dropMessages() {}
}
