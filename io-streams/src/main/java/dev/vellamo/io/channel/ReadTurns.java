package dev.vellamo.io.channel;

import dev.vellamo.io.channel.ChannelAction.ReadOn;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The sessions that have read a chunk and wait for room to read the next, first come first served. */
final class ReadTurns {
    private final long bufferBytes;
    private final Inbox inbox;
    private final ArrayDeque<SessionState> stalled = new ArrayDeque<>();

    ReadTurns(long bufferBytes, Inbox inbox) {
        this.bufferBytes = bufferBytes;
        this.inbox = inbox;
    }

    boolean hasRoom() {
        return inbox.bufferedBytes() < bufferBytes;
    }

    void add(SessionState session) {
        stalled.addLast(session);
    }

    /**
     * Lets sessions read as far as there is room.
     *
     * <p>When only incomplete units fill the buffer no receiver can make room. A lone one goes on then, as it cannot
     * pass the limit of a unit; of several the largest has to go.
     *
     * @return the session to cut before this is called again
     */
    Optional<SessionState> grant(Collection<SessionState> all, List<ChannelAction> actions) {
        while (!stalled.isEmpty()) {
            if (!hasRoom() && !inbox.hasNothingToConsume()) {
                return Optional.empty();
            }
            if (!hasRoom() && !isOnlyOne(all)) {
                return all.stream().max(Comparator.comparingInt(SessionState::partialBytes));
            }
            var next = stalled.removeFirst();
            if (next.input() == SessionState.Input.STALLED && !next.isClosing()) {
                next.resume();
                actions.add(new ReadOn(next.id()));
            }
        }
        return Optional.empty();
    }

    private boolean isOnlyOne(Collection<SessionState> all) {
        return stalled.getFirst().partialBytes() > 0
                && all.stream().filter(session -> session.partialBytes() > 0).count() == 1;
    }
}
