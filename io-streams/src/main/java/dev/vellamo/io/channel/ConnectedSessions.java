package dev.vellamo.io.channel;

import dev.vellamo.io.transport.IncomingConnection;
import dev.vellamo.protocol.capdata.ErrorCode;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.stream.Materializer;
import org.jspecify.annotations.Nullable;

/** The connections, the timers and the open door of a channel; used by its actor only. */
final class ConnectedSessions implements ChannelEffects {

    /** How long a client that is being closed has to take what was written to it. */
    static final Duration FINISH_TIMEOUT = Duration.ofSeconds(5);

    /** How long a second client waits for the news that the first is gone; far longer than that news takes. */
    static final Duration HOLD_TIME = Duration.ofMillis(200);

    private static final String HOLD = "hold";

    private final SessionStream.Shared shared;
    private final UnitCodec codec;
    private final Materializer materializer;
    private final TimerScheduler<IoChannel.Command> timers;
    private final Map<Long, SessionStream> streams = new HashMap<>();
    private @Nullable IncomingConnection arriving;
    private @Nullable ActorRef<ChannelListener.Ack> listener;

    ConnectedSessions(
            SessionStream.Shared shared, Materializer materializer, TimerScheduler<IoChannel.Command> timers) {
        this.shared = shared;
        this.codec = shared.codec();
        this.materializer = materializer;
        this.timers = timers;
    }

    /** The connection that the next actions speak of. */
    void arriving(IncomingConnection connection) {
        arriving = connection;
    }

    /** @param from who gets the next {@link ChannelListener.Ack} */
    void listenerReady(ActorRef<ChannelListener.Ack> from) {
        listener = from;
    }

    @Override
    public void acceptNext() {
        if (listener != null) {
            listener.tell(ChannelListener.Ack.INSTANCE);
        }
    }

    @Override
    public void holdArrival() {
        timers.startSingleTimer(HOLD, ChannelSignal.HoldOver.INSTANCE, HOLD_TIME);
    }

    @Override
    public void refuseArrival() {
        SessionStream.refuse(takeArriving(), materializer);
    }

    @Override
    public void open(long session) {
        var connection = takeArriving();
        try {
            streams.put(session, SessionStream.open(session, connection, shared, materializer));
        } catch (RuntimeException broken) {
            // A transport that cannot run its own connection costs that session only.
            var why = new SessionFailure(ErrorCode.IO_FAILED, "the connection could not be opened: " + broken);
            shared.channel().tell(new ChannelSignal.InputEnded(session, Optional.of(why)));
            shared.channel().tell(new ChannelSignal.OutputEnded(session));
        }
    }

    @Override
    public void readOn(long session) {
        stream(session).ifPresent(SessionStream::readOn);
    }

    @Override
    public void send(long session, Object unit, Reply<Done> reply) {
        encode(unit, reply).ifPresent(line -> offer(session, line, reply));
    }

    @Override
    public void broadcast(List<Long> sessions, Object unit, Reply<Done> reply) {
        encode(unit, reply).ifPresent(line -> {
            var replies = new BroadcastReply(
                    reply, sessions.size(), slow -> shared.channel().tell(new ChannelSignal.TooSlow(slow)));
            sessions.forEach(session -> offer(session, line, replies.of(session)));
        });
    }

    @Override
    public void linger(long session) {
        timers.startSingleTimer(
                session, new ChannelSignal.TimeUp(session), shared.settings().halfCloseTimeout());
    }

    @Override
    public void finish(long session) {
        timers.startSingleTimer(session, new ChannelSignal.TimeUp(session), FINISH_TIMEOUT);
        stream(session).ifPresent(SessionStream::finish);
    }

    @Override
    public void cut(long session, String why) {
        stream(session).ifPresent(stream -> stream.cut(why));
    }

    @Override
    public void disconnected(long session) {
        timers.cancel(session);
        streams.remove(session);
    }

    private Optional<SessionStream> stream(long session) {
        return Optional.ofNullable(streams.get(session));
    }

    private void offer(long session, byte[] line, Reply<Done> reply) {
        var stream = streams.get(session);
        if (stream == null) {
            reply.fail(ErrorCode.SESSION_ENDED, "session " + session + " has ended");
        } else {
            stream.offer(line, reply);
        }
    }

    private Optional<byte[]> encode(Object unit, Reply<Done> reply) {
        try {
            return Optional.of(codec.encode(unit));
        } catch (UnitException refused) {
            reply.fail(
                    refused.code(),
                    "IO channel \"" + shared.settings().name() + "\" cannot write: " + refused.getMessage());
            return Optional.empty();
        }
    }

    private IncomingConnection takeArriving() {
        timers.cancel(HOLD);
        var connection = arriving;
        if (connection == null) {
            throw new IllegalStateException("no connection has arrived");
        }
        arriving = null;
        return connection;
    }
}
