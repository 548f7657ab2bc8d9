package dev.vellamo.io.channel;

import dev.vellamo.io.transport.IncomingConnection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;

/** What a channel's own listener, connections and timers tell it. */
sealed interface ChannelSignal extends IoChannel.Command {

    /** Something that changes the state in the same way whatever the channel is doing. */
    sealed interface Input extends ChannelSignal {
        List<ChannelAction> applyTo(ChannelState state, ConnectedSessions sessions);
    }

    record ListenerReady(ActorRef<ChannelListener.Ack> from) implements Input {
        @Override
        public List<ChannelAction> applyTo(ChannelState state, ConnectedSessions sessions) {
            sessions.listenerReady(from);
            return state.acceptReady();
        }
    }

    record Arrived(IncomingConnection connection, ActorRef<ChannelListener.Ack> from) implements Input {
        @Override
        public List<ChannelAction> applyTo(ChannelState state, ConnectedSessions sessions) {
            sessions.arriving(connection);
            sessions.listenerReady(from);
            return state.arrived(connection.peer());
        }
    }

    /** The connection at the door has waited long enough. */
    enum HoldOver implements Input {
        INSTANCE;

        @Override
        public List<ChannelAction> applyTo(ChannelState state, ConnectedSessions sessions) {
            return state.holdOver();
        }
    }

    record ChunkRead(long session, Decoded decoded) implements Input {
        @Override
        public List<ChannelAction> applyTo(ChannelState state, ConnectedSessions sessions) {
            return state.chunkRead(session, decoded);
        }
    }

    record InputEnded(long session, Optional<SessionFailure> why) implements Input {
        @Override
        public List<ChannelAction> applyTo(ChannelState state, ConnectedSessions sessions) {
            return state.inputEnded(session, why);
        }
    }

    record OutputEnded(long session) implements Input {
        @Override
        public List<ChannelAction> applyTo(ChannelState state, ConnectedSessions sessions) {
            return state.outputEnded(session);
        }
    }

    record TimeUp(long session) implements Input {
        @Override
        public List<ChannelAction> applyTo(ChannelState state, ConnectedSessions sessions) {
            return state.timeUp(session);
        }
    }

    record TooSlow(long session) implements Input {
        @Override
        public List<ChannelAction> applyTo(ChannelState state, ConnectedSessions sessions) {
            return state.tooSlow(session);
        }
    }

    record ListenerBound(String address) implements ChannelSignal {}

    record BindRefused(Throwable cause) implements ChannelSignal {}

    record ListenerGone(String reason, Duration retryIn) implements ChannelSignal {}

    /** The stream of connections ended; its listener says what follows. */
    enum ConnectionsEnded implements ChannelSignal {
        INSTANCE
    }

    record Unbound(Optional<String> failure) implements ChannelSignal {}

    enum CloseOverdue implements ChannelSignal {
        INSTANCE
    }
}
