package dev.vellamo.io.channel;

import java.util.Optional;

/** What the two halves of a connection report; called on the connection's own thread, each ending exactly once. */
interface SessionEvents {

    /** A chunk was read; no more is read before {@link SessionInput#readOn}. */
    void read(Decoded decoded);

    void inputEnded(Optional<SessionFailure> why);

    void outputEnded();
}
