package dev.vellamo.io.channel;

import dev.vellamo.io.transport.IncomingConnection;
import dev.vellamo.io.transport.PeerCredentials;
import dev.vellamo.io.transport.ServerBinding;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.BehaviorBuilder;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Source;

/**
 * Joins a vat to the clients of a socket.
 *
 * <pre>
 *   open --Close--> closing --sessions gone, unbound--> closed
 *     |                                                   ^
 *     +--first bind fails---------------------------------+
 * </pre>
 *
 * <p>Invariant: every request is answered exactly once, in every state; a closed channel goes on refusing until its
 * parent stops it.
 */
public final class IoChannel {

    /** How long closing may take in all: what clients have to take what was written, and as long again to unbind. */
    public static final Duration CLOSE_TIMEOUT = ConnectedSessions.FINISH_TIMEOUT.multipliedBy(2);

    public sealed interface Command
            permits Receive,
                    Read,
                    Consumed,
                    Returned,
                    Write,
                    SessionWrite,
                    SessionClose,
                    SessionPeer,
                    Close,
                    ChannelSignal {}

    /** Units of any session, at least one; the end of a session comes alone. A closed channel fails it. */
    public record Receive(int maxUnits, Reply<ReceivedUnits> reply) implements Command {
        public Receive {
            requirePositive(maxUnits);
        }
    }

    /**
     * The short form of {@link Receive} for one client at a time and one outstanding read.
     *
     * @param reply empty if the channel closed: nothing more will come
     */
    public record Read(int maxUnits, Reply<Optional<ReceivedUnits>> reply) implements Command {
        public Read {
            requirePositive(maxUnits);
        }
    }

    /** What has this receipt will not be returned: it takes no room any more. */
    public record Consumed(long receipt) implements Command {}

    /**
     * What has this receipt is to be delivered again, before anything later of its session that is not on its way.
     * To keep the order, return what was received together in any order, and the end of the session with it.
     */
    public record Returned(long receipt) implements Command {}

    /** To the session last read from; on a channel that is only written to, to all who are connected. */
    public record Write(Object unit, Reply<Done> reply) implements Command {}

    /** To one session; answered when the transport took the bytes. */
    public record SessionWrite(long session, Object unit, Reply<Done> reply) implements Command {}

    /** Sends what was written, then closes the connection; answered then. A session that has ended is closed. */
    public record SessionClose(long session, Reply<Done> reply) implements Command {}

    /** Who the client is; known until the session's end was consumed. */
    public record SessionPeer(long session, Reply<PeerCredentials> reply) implements Command {}

    /** Ends every session and request, and unbinds; answered when all of it is gone. Closing twice is fine. */
    public record Close(Reply<Done> reply) implements Command {}

    /** What whoever created the channel learns. */
    public sealed interface Event {}

    /** Clients can connect, or it is connected itself: the first time, or again after {@link ListenerLost}. */
    public record Bound(String channel, String address) implements Event {}

    /** Clients will never be able to connect; the channel is closed. */
    public record BindFailed(String channel, Throwable cause) implements Event {}

    /** No new client can connect until the listener is bound again; connected ones go on. */
    public record ListenerLost(String channel, String reason, Duration retryIn) implements Event {}

    /**
     * A channel that binds as soon as it starts.
     *
     * @param connections is run again, after a pause, when it ends by itself
     */
    public static Behavior<Command> create(
            ChannelSettings settings,
            Source<IncomingConnection, CompletionStage<ServerBinding>> connections,
            ActorRef<? super Event> observer) {
        return create(settings, observer, self -> ChannelListener.create(connections, self));
    }

    /** As {@link #create}; a first bind that fails is tried again as well, and told as {@link ListenerLost}. */
    public static Behavior<Command> createPatient(
            ChannelSettings settings,
            Source<IncomingConnection, CompletionStage<ServerBinding>> connections,
            ActorRef<? super Event> observer) {
        return create(settings, observer, self -> ChannelListener.createPatient(connections, self));
    }

    private static Behavior<Command> create(
            ChannelSettings settings,
            ActorRef<? super Event> observer,
            Function<ActorRef<Command>, Behavior<ChannelListener.Command>> listening) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            var listener = context.spawn(listening.apply(context.getSelf()), "listener");
            return new IoChannel(context, timers, settings, observer).open(listener);
        }));
    }

    private final TimerScheduler<Command> timers;
    private final ChannelSettings settings;
    private final ActorRef<? super Event> observer;
    private final ChannelState state;
    private final ConnectedSessions sessions;

    private IoChannel(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            ChannelSettings settings,
            ActorRef<? super Event> observer) {
        this.timers = timers;
        this.settings = settings;
        this.observer = observer;
        this.state = new ChannelState(settings);
        var codec = UnitCodec.of(settings.unit(), settings.maxUnitBytes());
        var shared = new SessionStream.Shared(settings, codec, context.getSelf());
        this.sessions =
                new ConnectedSessions(shared, Materializer.createMaterializer(Adapter.toClassic(context)), timers);
    }

    private Behavior<Command> open(ActorRef<ChannelListener.Command> listener) {
        return answering(Behaviors::same)
                .onMessage(Close.class, close -> {
                    listener.tell(ChannelListener.Stop.INSTANCE);
                    timers.startSingleTimer(ChannelSignal.CloseOverdue.INSTANCE, CLOSE_TIMEOUT);
                    return after(state.close(close.reply()), this::unbinding);
                })
                .onMessage(ChannelSignal.BindRefused.class, refused -> {
                    observer.tell(new BindFailed(settings.name(), refused.cause()));
                    return after(state.closeUnbound(), this::closed);
                })
                .build();
    }

    private Behavior<Command> unbinding() {
        return answering(Behaviors::same)
                .onMessage(Close.class, again -> after(state.close(again.reply()), Behaviors::same))
                .onMessage(
                        ChannelSignal.Unbound.class,
                        unbound -> unbound.failure().isEmpty()
                                ? disconnecting()
                                : closed(Optional.of(
                                        "could not unbind: " + unbound.failure().get())))
                .onMessageEquals(
                        ChannelSignal.CloseOverdue.INSTANCE, () -> closed(Optional.of("did not unbind in time")))
                // The bind that was under way failed: there is nothing to unbind.
                .onMessage(ChannelSignal.BindRefused.class, refused -> disconnecting())
                .build();
    }

    private Behavior<Command> disconnecting() {
        return ifDisconnected(() -> answering(() -> ifDisconnected(Behaviors::same))
                .onMessage(Close.class, again -> after(state.close(again.reply()), Behaviors::same))
                .onMessageEquals(
                        ChannelSignal.CloseOverdue.INSTANCE,
                        () -> closed(Optional.of(state.connectedSessions() + " sessions did not end in time")))
                .build());
    }

    private Behavior<Command> ifDisconnected(Supplier<Behavior<Command>> otherwise) {
        return state.connectedSessions() == 0 ? closed(Optional.empty()) : otherwise.get();
    }

    private Behavior<Command> closed(Optional<String> failure) {
        timers.cancel(ChannelSignal.CloseOverdue.INSTANCE);
        return after(state.closeDone(failure), this::closed);
    }

    private Behavior<Command> closed() {
        return answering(Behaviors::same)
                .onMessage(Close.class, again -> after(state.close(again.reply()), Behaviors::same))
                .onMessage(ChannelSignal.class, late -> Behaviors.same())
                .build();
    }

    /** What is the same in every state, the most frequent first; every message leads to {@code next}. */
    private BehaviorBuilder<Command> answering(Supplier<Behavior<Command>> next) {
        return Behaviors.receive(Command.class)
                .onMessage(Receive.class, ask -> after(state.receive(ask.maxUnits(), ask.reply()), next))
                .onMessage(Consumed.class, consumed -> after(state.consumed(consumed.receipt()), next))
                .onMessage(ChannelSignal.Input.class, input -> after(input.applyTo(state, sessions), next))
                .onMessage(
                        SessionWrite.class,
                        ask -> after(state.sessionWrite(ask.session(), ask.unit(), ask.reply()), next))
                .onMessage(Write.class, ask -> after(state.write(ask.unit(), ask.reply()), next))
                .onMessage(Read.class, ask -> after(state.read(ask.maxUnits(), ask.reply()), next))
                .onMessage(Returned.class, returned -> after(state.returned(returned.receipt()), next))
                .onMessage(SessionClose.class, ask -> after(state.sessionClose(ask.session(), ask.reply()), next))
                .onMessage(SessionPeer.class, ask -> after(state.sessionPeer(ask.session(), ask.reply()), next))
                .onMessageEquals(ChannelSignal.ConnectionsEnded.INSTANCE, Behaviors::same)
                .onMessage(ChannelSignal.ListenerBound.class, this::onListenerBound)
                .onMessage(ChannelSignal.ListenerGone.class, this::onListenerGone)
                .onSignal(PostStop.class, stop -> after(state.abandon(), Behaviors::same));
    }

    private Behavior<Command> onListenerBound(ChannelSignal.ListenerBound bound) {
        observer.tell(new Bound(settings.name(), bound.address()));
        return Behaviors.same();
    }

    private Behavior<Command> onListenerGone(ChannelSignal.ListenerGone gone) {
        observer.tell(new ListenerLost(settings.name(), gone.reason(), gone.retryIn()));
        return Behaviors.same();
    }

    private Behavior<Command> after(List<ChannelAction> actions, Supplier<Behavior<Command>> next) {
        carryOut(actions);
        return next.get();
    }

    private void carryOut(List<ChannelAction> actions) {
        for (var action : actions) {
            action.carryOut(sessions);
        }
    }

    private static void requirePositive(int maxUnits) {
        if (maxUnits < 1) {
            throw new IllegalArgumentException("maxUnits " + maxUnits + " is less than 1");
        }
    }
}
