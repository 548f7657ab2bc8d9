package dev.vellamo.io.channel;

import dev.vellamo.protocol.capdata.ErrorCode;
import java.util.List;
import org.apache.pekko.Done;

/** Something that the state of a channel wants done. */
sealed interface ChannelAction {

    void carryOut(ChannelEffects effects);

    /** A request succeeded. */
    record Answer<T>(Reply<T> reply, T value) implements ChannelAction {
        @Override
        public void carryOut(ChannelEffects effects) {
            reply.succeed(value);
        }
    }

    /** A request failed. */
    record Refuse(Reply<?> reply, ErrorCode code, String message) implements ChannelAction {
        @Override
        public void carryOut(ChannelEffects effects) {
            reply.fail(code, message);
        }
    }

    /** The listener may hand over one more connection. */
    record AcceptNext() implements ChannelAction {
        @Override
        public void carryOut(ChannelEffects effects) {
            effects.acceptNext();
        }
    }

    /** The connection that arrived waits a moment for the session before it to end. */
    record HoldArrival() implements ChannelAction {
        @Override
        public void carryOut(ChannelEffects effects) {
            effects.holdArrival();
        }
    }

    /** The connection that arrived is closed unread. */
    record RefuseArrival() implements ChannelAction {
        @Override
        public void carryOut(ChannelEffects effects) {
            effects.refuseArrival();
        }
    }

    /** The connection that arrived becomes this session. */
    record Open(long session) implements ChannelAction {
        @Override
        public void carryOut(ChannelEffects effects) {
            effects.open(session);
        }
    }

    /** The session may read one more chunk. */
    record ReadOn(long session) implements ChannelAction {
        @Override
        public void carryOut(ChannelEffects effects) {
            effects.readOn(session);
        }
    }

    /** A unit goes to one session, which answers when the transport took it. */
    record Send(long session, Object unit, Reply<Done> reply) implements ChannelAction {
        @Override
        public void carryOut(ChannelEffects effects) {
            effects.send(session, unit, reply);
        }
    }

    /** A unit goes to all these sessions; what one of them misses concerns no other. */
    record Broadcast(List<Long> sessions, Object unit, Reply<Done> reply) implements ChannelAction {
        @Override
        public void carryOut(ChannelEffects effects) {
            effects.broadcast(sessions, unit, reply);
        }
    }

    /** The session's time to be written to begins anew. */
    record Linger(long session) implements ChannelAction {
        @Override
        public void carryOut(ChannelEffects effects) {
            effects.linger(session);
        }
    }

    /** The session reads no more, sends what was written and is closed then. */
    record Finish(long session) implements ChannelAction {
        @Override
        public void carryOut(ChannelEffects effects) {
            effects.finish(session);
        }
    }

    /** The session is closed at once. */
    record Cut(long session, String why) implements ChannelAction {
        @Override
        public void carryOut(ChannelEffects effects) {
            effects.cut(session, why);
        }
    }

    /** Both sides of the session's connection are closed. */
    record Disconnected(long session) implements ChannelAction {
        @Override
        public void carryOut(ChannelEffects effects) {
            effects.disconnected(session);
        }
    }
}
