package dev.vellamo.io.channel;

import dev.vellamo.io.transport.PeerCredentials;
import java.util.List;
import java.util.Optional;

/**
 * Units of one session, or its end.
 *
 * <p>The end comes alone, once for each session, after its last unit.
 *
 * @param session the number of the session; never used again while the channel lives
 * @param units strings for unit {@code line}, {@code JsonNode}s for unit {@code json}; empty exactly if {@code ended}
 * @param ended the client sends nothing more
 * @param failure why the session ended, if not by its client's will; only with {@code ended}
 * @param receipt what {@link IoChannel.Consumed} or {@link IoChannel.Returned} must name later: until then the units
 *     count in the channel's buffer
 */
public record ReceivedUnits(
        long session,
        PeerCredentials peer,
        List<Object> units,
        boolean ended,
        Optional<SessionFailure> failure,
        long receipt) {}
