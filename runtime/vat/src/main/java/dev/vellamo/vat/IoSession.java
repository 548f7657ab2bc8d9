package dev.vellamo.vat;

import java.util.Optional;
import java.util.OptionalLong;

/** One connected client of an IO channel: a typed view of the session's ref. */
public interface IoSession {

    /**
     * Writes a unit to this client and to no other.
     *
     * @return settled when the operating system took it; rejected with code {@code SESSION_ENDED} once it is gone
     */
    Promise<Void> write(Object unit);

    /** Sends what was written, then closes the connection. Closing twice is fine. */
    Promise<Void> close();

    Promise<Peer> peer();

    /** Who the client is, as the operating system says. */
    record Peer(Optional<String> user, Optional<String> group, OptionalLong pid) {}
}
