package dev.vellamo.io.channel;

import dev.vellamo.io.channel.ChannelAction.AcceptNext;
import dev.vellamo.io.channel.ChannelAction.HoldArrival;
import dev.vellamo.io.channel.ChannelAction.RefuseArrival;
import dev.vellamo.io.transport.PeerCredentials;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The door of a channel: at most one connection stands in it.
 *
 * <p>A client that finds the one place taken is held for a moment and not refused at once: the client before it may be
 * gone already, and only the news of that not yet here.
 */
final class Admission {
    private boolean listenerWaits;
    private boolean timerRuns;
    private @Nullable PeerCredentials held;

    void acceptReady() {
        listenerWaits = true;
    }

    /** The listener has handed over a connection and waits to be asked for the next. */
    void arrived(PeerCredentials peer) {
        listenerWaits = true;
        held = peer;
    }

    /** The connection that comes in now, if there is one and a place for it. */
    Optional<PeerCredentials> admit(boolean hasPlace, List<ChannelAction> actions) {
        var waiting = held;
        if (waiting == null) {
            return Optional.empty();
        }
        if (!hasPlace) {
            if (!timerRuns) {
                timerRuns = true;
                actions.add(new HoldArrival());
            }
            return Optional.empty();
        }
        leave();
        return Optional.of(waiting);
    }

    void acceptNext(List<ChannelAction> actions) {
        if (listenerWaits && held == null) {
            listenerWaits = false;
            actions.add(new AcceptNext());
        }
    }

    /** @param isStillFull the channel has no room, so the one before cannot be seen to end: the wait goes on */
    void holdOver(boolean isStillFull, List<ChannelAction> actions) {
        timerRuns = false;
        if (!isStillFull) {
            refuse(actions);
        }
    }

    void refuse(List<ChannelAction> actions) {
        if (held != null) {
            leave();
            actions.add(new RefuseArrival());
        }
    }

    private void leave() {
        held = null;
        timerRuns = false;
    }
}
