package dev.vellamo.io.streams;

import dev.vellamo.io.link.Link;
import dev.vellamo.io.link.LinkHandler;
import dev.vellamo.io.link.LinkRequest;
import dev.vellamo.io.link.LinkStream;
import dev.vellamo.io.link.LinkTransport;
import dev.vellamo.protocol.wire.Frame;
import dev.vellamo.protocol.wire.Hello;
import dev.vellamo.protocol.wire.Invocation;
import dev.vellamo.protocol.wire.WireFault;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.util.ByteString;

/**
 * One link and its streams: lets time pass for them, tells the owner what becomes of it, and ends with it.
 *
 * <pre>
 *   running --link ended--> releasing --threads and transport gone--> stopped
 *      +--Close, GoAway------^
 * </pre>
 *
 * <p>It never connects again: that is its owner's decision, with a new transport and the next epoch. Invariant: when it has
 * stopped, every stream and request of the link has ended.
 */
public final class StreamConnection {

    /** How often time passes for the link: deadlines and pings are late by that much at most. */
    private static final Duration TICK = Duration.ofMillis(100);

    /** After that the owner is told all the same: a pipe of a process that nobody ends may block for ever. */
    private static final Duration RELEASE_LIMIT = Duration.ofSeconds(5);

    public sealed interface Command {}

    /** Begin nothing new, let what runs finish, then end. */
    public record GoAway(String reason) implements Command {}

    /** End now. */
    public record Close(WireFault reason) implements Command {}

    private record Agreed(Hello other) implements Command {}

    private record OtherGoesAway(WireFault reason) implements Command {}

    private record Begun(StreamEnd end) implements Command {}

    private record Accepted(StreamEnd end, CompletionStage<Flow<ByteString, ByteString, NotUsed>> answer)
            implements Command {}

    private record LinkEnded(WireFault reason) implements Command {}

    private enum Signal implements Command {
        TICK,
        RELEASED,
        RELEASE_LIMIT_PASSED
    }

    /** What the owner is told. */
    public sealed interface News {}

    /** Both sides have agreed. */
    public record Connected(OpenLink link, Hello other) implements News {}

    /** The other side begins nothing new and accepts nothing new. */
    public record GoingAway(WireFault reason) implements News {}

    /** The link is over, and its transport closed. The last news. */
    public record Ended(WireFault reason) implements News {}

    /**
     * What takes what the other side begins.
     *
     * @param changes is told of values of keys that changed; like the others it must not block
     */
    public record Handlers(StreamHandler streams, RequestHandler requests, Consumer<Frame.KeyChanged> changes) {

        /** Takes nothing. */
        public static final Handlers NONE = new Handlers(StreamHandler.NONE, RequestHandler.NONE, change -> {});

        public Handlers withStreams(StreamHandler other) {
            return new Handlers(other, requests, changes);
        }

        public Handlers withRequests(RequestHandler other) {
            return new Handlers(streams, other, changes);
        }
    }

    private final LinkSettings settings;
    private final Link link;
    private final ActorRef<News> owner;
    private final ActorContext<Command> context;

    private StreamConnection(LinkSettings settings, Link link, ActorRef<News> owner, ActorContext<Command> context) {
        this.settings = settings;
        this.link = link;
        this.owner = owner;
        this.context = context;
    }

    /**
     * Begins at once.
     *
     * @param transport is taken over, and closed in the end
     */
    public static Behavior<Command> create(
            LinkTransport transport, LinkSettings settings, Handlers handlers, ActorRef<News> owner) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            var link = Link.start(
                    settings.end(),
                    transport,
                    new Incoming(handlers, context.getSelf(), context.getExecutionContext()));
            timers.startTimerAtFixedRate(Signal.TICK, TICK);
            return new StreamConnection(settings, link, owner, context).running(timers);
        }));
    }

    private Behavior<Command> running(TimerScheduler<Command> timers) {
        return Behaviors.receive(Command.class)
                .onMessageEquals(Signal.TICK, this::onTick)
                .onMessage(Agreed.class, this::onAgreed)
                .onMessage(Begun.class, this::onBegun)
                .onMessage(Accepted.class, this::onAccepted)
                .onMessage(OtherGoesAway.class, this::onOtherGoesAway)
                .onMessage(GoAway.class, this::onGoAway)
                .onMessage(Close.class, this::onClose)
                .onMessage(LinkEnded.class, ended -> releasing(ended.reason(), timers))
                .onSignal(PostStop.class, stopped -> onStopped())
                .build();
    }

    private Behavior<Command> onTick() {
        link.tick();
        return Behaviors.same();
    }

    private Behavior<Command> onAgreed(Agreed agreed) {
        var self = context.getSelf();
        owner.tell(new Connected(new OpenLink(link, end -> self.tell(new Begun(end))), agreed.other()));
        return Behaviors.same();
    }

    private Behavior<Command> onBegun(Begun begun) {
        context.spawnAnonymous(StreamHandle.running(begun.end(), settings.timing()));
        return Behaviors.same();
    }

    private Behavior<Command> onAccepted(Accepted accepted) {
        context.spawnAnonymous(StreamHandle.accepting(accepted.end(), accepted.answer(), settings.timing()));
        return Behaviors.same();
    }

    private Behavior<Command> onOtherGoesAway(OtherGoesAway leaving) {
        owner.tell(new GoingAway(leaving.reason()));
        return Behaviors.same();
    }

    private Behavior<Command> onGoAway(GoAway command) {
        link.goAway(command.reason());
        return Behaviors.same();
    }

    private Behavior<Command> onClose(Close command) {
        link.close(command.reason());
        return Behaviors.same();
    }

    private Behavior<Command> releasing(WireFault reason, TimerScheduler<Command> timers) {
        timers.startSingleTimer(Signal.RELEASE_LIMIT_PASSED, RELEASE_LIMIT);
        context.pipeToSelf(link.released(), (done, never) -> Signal.RELEASED);
        return Behaviors.receive(Command.class)
                .onMessageEquals(Signal.TICK, this::onTick)
                .onMessage(Begun.class, this::onBegun)
                .onMessage(Accepted.class, this::onAccepted)
                .onMessageEquals(Signal.RELEASED, () -> onReleased(reason))
                .onMessageEquals(Signal.RELEASE_LIMIT_PASSED, () -> onReleaseLimit(reason))
                .onMessage(Command.class, late -> Behaviors.same())
                .onSignal(PostStop.class, stopped -> onStopped())
                .build();
    }

    private Behavior<Command> onReleased(WireFault reason) {
        owner.tell(new Ended(reason));
        return Behaviors.stopped();
    }

    private Behavior<Command> onReleaseLimit(WireFault reason) {
        context.getLog()
                .warn(
                        "the {} ended, but a thread still reads or writes after {}: its process is to be ended",
                        link,
                        RELEASE_LIMIT);
        return onReleased(reason);
    }

    private Behavior<Command> onStopped() {
        link.cut("the owner of the connection stopped it");
        return Behaviors.same();
    }

    /** Takes what the other side begins to where it is handled. */
    private record Incoming(Handlers handlers, ActorRef<Command> connection, Executor dispatcher)
            implements LinkHandler {

        @Override
        public void ready(Hello other) {
            connection.tell(new Agreed(other));
        }

        @Override
        public void opened(LinkStream stream, Invocation invocation) {
            if (handlers.streams() == StreamHandler.NONE) {
                return;
            }
            connection.tell(new Accepted(StreamEnd.accepted(stream), answer(invocation)));
        }

        private CompletionStage<Flow<ByteString, ByteString, NotUsed>> answer(Invocation invocation) {
            try {
                return handlers.streams().opened(invocation);
            } catch (RuntimeException failure) {
                return CompletableFuture.failedFuture(failure);
            }
        }

        @Override
        public void wakeAll(Runnable receivers) {
            dispatcher.execute(receivers);
        }

        @Override
        public void requested(LinkRequest request) {
            try {
                handlers.requests().requested(request);
            } catch (RuntimeException failure) {
                request.reject(StreamHandle.faultOf(failure));
            }
        }

        @Override
        public void cancelled(LinkRequest request) {
            handlers.requests().cancelled(request);
        }

        @Override
        public void changed(Frame.KeyChanged change) {
            handlers.changes().accept(change);
        }

        @Override
        public void goingAway(WireFault reason) {
            connection.tell(new OtherGoesAway(reason));
        }

        @Override
        public void ended(WireFault reason) {
            connection.tell(new LinkEnded(reason));
        }
    }
}
