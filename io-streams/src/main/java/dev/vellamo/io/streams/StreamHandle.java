package dev.vellamo.io.streams;

import dev.vellamo.io.link.LinkException;
import dev.vellamo.protocol.wire.WireError;
import dev.vellamo.protocol.wire.WireFault;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.stream.SystemMaterializer;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that one stream ends, on the link and in its stage, whatever happens. No byte passes here.
 *
 * <pre>
 *   opening --Handled--> flowing --StageStopped--> finishing --Over--> stopped
 *      |                    |                          |
 *      +--NotHandled,       +--stopped from outside    +--FinishTimedOut--> stopped
 *         OpenTimedOut--> stopped
 * </pre>
 *
 * <p>A stream of this side's begins in flowing. Invariant: when it has stopped, the stream is released and its stage has been
 * told to end.
 */
final class StreamHandle {

    sealed interface Command {}

    private record Handled(Flow<ByteString, ByteString, NotUsed> flow) implements Command {}

    private record NotHandled(Throwable failure) implements Command {}

    private enum Signal implements Command {
        OPEN_TIMED_OUT,
        STAGE_STOPPED,
        OVER,
        FINISH_TIMED_OUT
    }

    private final StreamEnd end;
    private final StreamTiming timing;
    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;

    private StreamHandle(
            StreamEnd end, StreamTiming timing, ActorContext<Command> context, TimerScheduler<Command> timers) {
        this.end = end;
        this.timing = timing;
        this.context = context;
        this.timers = timers;
    }

    /** For a stream that the other side opened, once the handler says what it is joined to. */
    static Behavior<Command> accepting(
            StreamEnd end, CompletionStage<Flow<ByteString, ByteString, NotUsed>> answer, StreamTiming timing) {
        return Behaviors.setup(context ->
                Behaviors.withTimers(timers -> new StreamHandle(end, timing, context, timers).opening(answer)));
    }

    /** For a stream whose stage runs already. */
    static Behavior<Command> running(StreamEnd end, StreamTiming timing) {
        return Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new StreamHandle(end, timing, context, timers).flowing()));
    }

    private Behavior<Command> opening(CompletionStage<Flow<ByteString, ByteString, NotUsed>> answer) {
        timers.startSingleTimer(Signal.OPEN_TIMED_OUT, timing.open());
        context.pipeToSelf(answer, StreamHandle::handled);
        return Behaviors.receive(Command.class)
                .onMessage(Handled.class, this::onHandled)
                .onMessage(NotHandled.class, this::onNotHandled)
                .onMessageEquals(Signal.OPEN_TIMED_OUT, this::onOpenTimedOut)
                .onSignal(PostStop.class, stopped -> onStopped())
                .build();
    }

    private static Command handled(@Nullable Flow<ByteString, ByteString, NotUsed> flow, @Nullable Throwable failure) {
        return flow != null
                ? new Handled(flow)
                : new NotHandled(failure != null ? failure : new NullPointerException("the handler gave no flow"));
    }

    private Behavior<Command> onHandled(Handled handled) {
        timers.cancel(Signal.OPEN_TIMED_OUT);
        handled.flow()
                .join(new StreamStage(() -> end))
                .run(SystemMaterializer.get(context.getSystem()).materializer());
        return flowing();
    }

    private Behavior<Command> onNotHandled(NotHandled failed) {
        end.fail(faultOf(failed.failure()));
        return Behaviors.stopped();
    }

    static WireFault faultOf(Throwable failure) {
        var cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof LinkException known
                ? known.fault()
                : new WireFault(WireError.APPLICATION, String.valueOf(cause.getMessage()));
    }

    private Behavior<Command> onOpenTimedOut() {
        end.fail(new WireFault(WireError.DEADLINE, "the stream was not taken within " + timing.open()));
        return Behaviors.stopped();
    }

    private Behavior<Command> flowing() {
        context.pipeToSelf(end.stageStopped(), StreamHandle::stageStopped);
        return Behaviors.receive(Command.class)
                .onMessageEquals(Signal.STAGE_STOPPED, this::finishing)
                .onSignal(PostStop.class, stopped -> onStopped())
                .build();
    }

    // The stage never fails to stop, so there is no failure to look at.
    private static Command stageStopped(@Nullable Done done, @Nullable Throwable never) {
        return Signal.STAGE_STOPPED;
    }

    private Behavior<Command> finishing() {
        timers.startSingleTimer(Signal.FINISH_TIMED_OUT, timing.finish());
        var self = context.getSelf();
        end.stream().whenOver(() -> self.tell(Signal.OVER));
        return Behaviors.receive(Command.class)
                .onMessageEquals(Signal.OVER, Behaviors::stopped)
                .onMessageEquals(Signal.FINISH_TIMED_OUT, this::onFinishTimedOut)
                .onSignal(PostStop.class, stopped -> onStopped())
                .build();
    }

    private Behavior<Command> onFinishTimedOut() {
        context.getLog().warn("a stream is given up: the other side did not finish it within {}", timing.finish());
        return Behaviors.stopped();
    }

    private Behavior<Command> onStopped() {
        end.fail(new WireFault(WireError.CANCELLED, "the connection's owner ended the stream"));
        end.stream().release();
        return Behaviors.same();
    }
}
