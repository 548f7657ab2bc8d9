package dev.vellamo.io.channel;

import dev.vellamo.io.transport.IncomingConnection;
import dev.vellamo.io.transport.ServerBinding;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.UniqueKillSwitch;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.typed.javadsl.ActorSink;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the socket of an IO channel bound and hands over its connections one by one, each when the channel asks.
 *
 * <pre>
 *   binding ---> listening --lost--> waiting --backoff--> binding
 *      |             |                  |
 *      |first        +------- Stop -----+
 *      |bind fails                      v
 *      +-----------------------------> stopped
 * </pre>
 */
final class ChannelListener {

    /**
     * The first wait after a listener was lost; doubled each time up to {@link #LONGEST_BACKOFF}, until one was not lost for
     * that long.
     */
    static final Duration FIRST_BACKOFF = Duration.ofMillis(200);

    static final Duration LONGEST_BACKOFF = Duration.ofSeconds(10);

    sealed interface Command {}

    /** Unbind, say {@link ChannelSignal.Unbound}, stop. */
    enum Stop implements Command {
        INSTANCE
    }

    /** Asks the stream of connections for one more. */
    enum Ack {
        INSTANCE
    }

    private record BindDone(
            @Nullable ServerBinding binding, @Nullable Throwable failure) implements Command {}

    private record Lost(String reason) implements Command {}

    private record UnbindDone(@Nullable Throwable failure) implements Command {}

    /** The listener has been there for so long that it counts as found again. */
    private enum Steady implements Command {
        INSTANCE
    }

    private enum BindAgain implements Command {
        INSTANCE
    }

    static Behavior<Command> create(
            Source<IncomingConnection, CompletionStage<ServerBinding>> connections,
            ActorRef<IoChannel.Command> channel) {
        return create(connections, channel, Duration.ZERO);
    }

    /** For a channel that waits until it can be bound: the first failure is not final either. */
    static Behavior<Command> createPatient(
            Source<IncomingConnection, CompletionStage<ServerBinding>> connections,
            ActorRef<IoChannel.Command> channel) {
        return create(connections, channel, FIRST_BACKOFF.dividedBy(2));
    }

    private static Behavior<Command> create(
            Source<IncomingConnection, CompletionStage<ServerBinding>> connections,
            ActorRef<IoChannel.Command> channel,
            Duration lastBackoff) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new ChannelListener(context, timers, connections, channel).binding(lastBackoff)));
    }

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final Source<IncomingConnection, CompletionStage<ServerBinding>> connections;
    private final ActorRef<IoChannel.Command> channel;
    private final Materializer materializer;

    private ChannelListener(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            Source<IncomingConnection, CompletionStage<ServerBinding>> connections,
            ActorRef<IoChannel.Command> channel) {
        this.context = context;
        this.timers = timers;
        this.connections = connections;
        this.channel = channel;
        this.materializer = Materializer.createMaterializer(Adapter.toClassic(context));
    }

    /** @param lastBackoff zero the first time, when a failure is final */
    private Behavior<Command> binding(Duration lastBackoff) {
        var running = run();
        context.pipeToSelf(running.first(), BindDone::new);
        return Behaviors.receive(Command.class)
                .onMessage(BindDone.class, done -> onBindDone(done, running.second(), lastBackoff))
                .onMessage(Lost.class, lost -> Behaviors.same())
                .onMessageEquals(Stop.INSTANCE, () -> {
                    running.second().shutdown();
                    return stoppingLate();
                })
                .build();
    }

    private Behavior<Command> onBindDone(BindDone done, UniqueKillSwitch stream, Duration lastBackoff) {
        if (done.binding() != null) {
            channel.tell(new ChannelSignal.ListenerBound(done.binding().localAddress()));
            timers.startSingleTimer(Steady.INSTANCE, LONGEST_BACKOFF);
            return listening(done.binding(), stream, afterwards(lastBackoff));
        }
        var failure = done.failure() == null ? new IllegalStateException("no binding") : done.failure();
        if (lastBackoff.isZero()) {
            channel.tell(new ChannelSignal.BindRefused(failure));
            return Behaviors.stopped();
        }
        return waiting(reason(failure), afterwards(lastBackoff));
    }

    private static Duration afterwards(Duration lastBackoff) {
        return lastBackoff.isZero() ? FIRST_BACKOFF : lastBackoff.multipliedBy(2);
    }

    /** @param nextBackoff if it is lost */
    private Behavior<Command> listening(ServerBinding binding, UniqueKillSwitch stream, Duration nextBackoff) {
        return Behaviors.receive(Command.class)
                .onMessageEquals(Steady.INSTANCE, () -> listening(binding, stream, FIRST_BACKOFF))
                .onMessage(Lost.class, lost -> {
                    timers.cancel(Steady.INSTANCE);
                    return waiting(lost.reason(), nextBackoff);
                })
                .onMessageEquals(Stop.INSTANCE, () -> {
                    var next = unbinding(binding);
                    stream.shutdown();
                    return next;
                })
                .onSignal(PostStop.class, stop -> {
                    binding.unbind();
                    return Behaviors.same();
                })
                .build();
    }

    private Behavior<Command> waiting(String reason, Duration backoff) {
        var delay = backoff.compareTo(LONGEST_BACKOFF) > 0 ? LONGEST_BACKOFF : backoff;
        channel.tell(new ChannelSignal.ListenerGone(reason, delay));
        timers.startSingleTimer(BindAgain.INSTANCE, delay);
        return Behaviors.receive(Command.class)
                .onMessageEquals(BindAgain.INSTANCE, () -> binding(delay))
                .onMessageEquals(Stop.INSTANCE, () -> stopped(null))
                .onMessage(Lost.class, lost -> Behaviors.same())
                .build();
    }

    /** The bind in flight may still succeed; then there is something to unbind. */
    private Behavior<Command> stoppingLate() {
        return Behaviors.receive(Command.class)
                .onMessage(BindDone.class, done -> done.binding() == null ? stopped(null) : unbinding(done.binding()))
                .onAnyMessage(ignored -> Behaviors.same())
                .build();
    }

    private Behavior<Command> unbinding(ServerBinding binding) {
        context.pipeToSelf(binding.unbind(), (done, failure) -> new UnbindDone(failure));
        return Behaviors.receive(Command.class)
                .onMessage(UnbindDone.class, done -> stopped(done.failure()))
                .onAnyMessage(ignored -> Behaviors.same())
                .build();
    }

    private Behavior<Command> stopped(@Nullable Throwable failure) {
        channel.tell(new ChannelSignal.Unbound(Optional.ofNullable(failure).map(ChannelListener::reason)));
        return Behaviors.stopped();
    }

    /** What people read; a failure that says nothing is named. */
    private static String reason(Throwable failure) {
        var cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return Objects.requireNonNullElseGet(
                cause.getMessage(), () -> cause.getClass().getName());
    }

    private Pair<CompletionStage<ServerBinding>, UniqueKillSwitch> run() {
        var self = context.getSelf();
        // One connection at a time: with a longer buffer clients would count as connected that the channel knows
        // nothing of.
        var sink = ActorSink.<IncomingConnection, IoChannel.Command, Ack>actorRefWithBackpressure(
                        channel,
                        (from, connection) -> new ChannelSignal.Arrived(connection, from),
                        ChannelSignal.ListenerReady::new,
                        Ack.INSTANCE,
                        ChannelSignal.ConnectionsEnded.INSTANCE,
                        failure -> ChannelSignal.ConnectionsEnded.INSTANCE)
                .withAttributes(Attributes.inputBuffer(1, 1));
        return connections
                .viaMat(KillSwitches.single(), Keep.both())
                .watchTermination((running, end) -> {
                    end.whenComplete((done, failure) ->
                            self.tell(new Lost(failure == null ? "it stopped accepting" : reason(failure))));
                    return running;
                })
                .to(sink)
                .run(materializer);
    }
}
