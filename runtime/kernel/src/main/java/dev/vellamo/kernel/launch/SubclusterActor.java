package dev.vellamo.kernel.launch;

import dev.vellamo.kernel.KernelException;
import dev.vellamo.kernel.KernelException.Code;
import dev.vellamo.kernel.KernelStatus.Phase;
import dev.vellamo.kernel.RollbackReport;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.BehaviorBuilder;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The supervisor of one subcluster: owns what its launch acquired and releases it, newest first.
 *
 * <pre>
 *   launching --Succeeded--> running --Terminate / last vat ended--+
 *      |                                                           v
 *      +--Failed / launch actor died / Terminate-----------> releasing --all released--> stopped
 * </pre>
 *
 * <p>Invariant: everything that a step acquired is released exactly once, on every way out, including what arrives while
 * others are being released and what arrives later.
 */
public final class SubclusterActor {

    private static final Logger LOG = LoggerFactory.getLogger(SubclusterActor.class);

    public sealed interface Command {}

    /** End it, for this reason. May be said more than once. */
    public record Terminate(String reason) implements Command {}

    /** A vat of this subcluster ended by itself; {@code wasLast} if no vat is left. */
    public record VatEnded(String label, String reason, boolean wasLast) implements Command {}

    /** Starts a child; {@code started} is called with it. For steps, which have no actor context. */
    public record Spawn<T>(Behavior<T> behavior, String name, Props props, Consumer<ActorRef<T>> started)
            implements Command {}

    /** Stops a child that {@link Spawn} started. */
    public record StopChild(ActorRef<?> child) implements Command {}

    private record StepStarted(Attempt attempt) implements Command {}

    private record StepCancelled(Attempt attempt) implements Command {}

    private record StepEnded(
            Attempt attempt, @Nullable Held held, @Nullable Throwable failure) implements Command {}

    private record LaunchEnded(LaunchActor.Outcome outcome) implements Command {}

    private record LaunchDied() implements Command {}

    private record Released(Held held, @Nullable Throwable failure) implements Command {}

    private record ReleaseTimedOut(Held held) implements Command {}

    /** What the supervisor tells whoever launched it. Called on its thread; returns at once. */
    public interface Observer {

        void phaseChanged(Phase phase);

        void launched();

        /** Threads of its vats that are written off at this moment. */
        List<String> writtenOffThreads();

        void rolledBack(KernelException reason);

        /** It ended after it had run. */
        void ended(String reason, RollbackReport report);
    }

    /** Makes the steps of the launch, given the supervisor that spawns children for them. */
    @FunctionalInterface
    public interface Plan extends Function<ActorRef<Command>, List<Step>> {}

    public static Behavior<Command> create(Plan plan, LaunchLimits limits, Observer observer) {
        return Behaviors.setup(context ->
                Behaviors.withTimers(timers -> new SubclusterActor(context, timers, limits, observer).launching(plan)));
    }

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final LaunchLimits limits;
    private final Observer observer;
    private final List<Attempt> running = new ArrayList<>(1);
    private final List<String> unfinished = new ArrayList<>(1);

    private SubclusterActor(
            ActorContext<Command> context, TimerScheduler<Command> timers, LaunchLimits limits, Observer observer) {
        this.context = context;
        this.timers = timers;
        this.limits = limits;
        this.observer = observer;
    }

    // Launching

    private Behavior<Command> launching(Plan plan) {
        observer.phaseChanged(Phase.LAUNCHING);
        List<Step> steps;
        try {
            steps = plan.apply(context.getSelf());
        } catch (RuntimeException | Error e) {
            var text = "the launch could not be planned: " + Causes.describe(e);
            return rollBack(new KernelException(Code.LAUNCH_FAILED, text, e, null), "", Stack.empty());
        }
        var outcomes = context.messageAdapter(LaunchActor.Outcome.class, LaunchEnded::new);
        var launch = context.spawn(LaunchActor.create(steps, limits, this::start, outcomes), "launch");
        context.watchWith(launch, new LaunchDied());
        return launching(new Launching(launch, null), Stack.empty());
    }

    /** The launch that runs, and why it was given up if it was; it may have succeeded in that moment. */
    private record Launching(
            ActorRef<LaunchActor.Command> actor, @Nullable KernelException givenUp) {}

    /** Runs on the launch actor's thread; the step itself is started and cancelled on this one's. */
    private Runnable start(Step step) {
        var self = context.getSelf();
        var attempt = new Attempt(step, (ended, held, failure) -> self.tell(new StepEnded(ended, held, failure)));
        self.tell(new StepStarted(attempt));
        return () -> self.tell(new StepCancelled(attempt));
    }

    private Behavior<Command> launching(Launching launch, Stack<Held> held) {
        return receive()
                .onMessage(StepStarted.class, this::onStepStarted)
                .onMessage(StepCancelled.class, this::onStepCancelled)
                .onMessage(StepEnded.class, ended -> onStepEnded(ended, launch, held))
                .onMessage(VatEnded.class, ended -> giveUp(vatEnded(ended), launch, held))
                .onMessage(LaunchEnded.class, ended -> onLaunchEnded(ended.outcome(), launch, held))
                .onMessage(LaunchDied.class, died -> onLaunchDied(held))
                .onMessage(
                        Terminate.class,
                        terminate ->
                                giveUp(new KernelException(Code.LAUNCH_CANCELLED, terminate.reason()), launch, held))
                .onSignal(PostStop.class, stop -> releaseWithoutWaiting(held))
                .build();
    }

    private Behavior<Command> giveUp(KernelException reason, Launching launch, Stack<Held> held) {
        launch.actor().tell(new LaunchActor.Cancel(reason));
        return launching(launch.givenUp() == null ? new Launching(launch.actor(), reason) : launch, held);
    }

    private static KernelException vatEnded(VatEnded ended) {
        return new KernelException(Code.LAUNCH_FAILED, "vat " + ended.label() + " ended: " + ended.reason());
    }

    private Behavior<Command> onStepStarted(StepStarted started) {
        running.add(started.attempt());
        started.attempt().start();
        return Behaviors.same();
    }

    private Behavior<Command> onStepCancelled(StepCancelled cancelled) {
        cancelled.attempt().cancel();
        return Behaviors.same();
    }

    private Behavior<Command> onStepEnded(StepEnded ended, Launching launch, Stack<Held> held) {
        running.remove(ended.attempt());
        launch.actor().tell(new LaunchActor.StepEnded(ended.failure()));
        return launching(launch, plus(held, ended));
    }

    private Behavior<Command> onLaunchEnded(LaunchActor.Outcome outcome, Launching launch, Stack<Held> held) {
        if (outcome instanceof LaunchActor.Failed failed) {
            return rollBack(reason(failed), failed.step(), held);
        }
        if (launch.givenUp() != null) {
            return rollBack(launch.givenUp(), "", held);
        }
        observer.phaseChanged(Phase.RUNNING);
        observer.launched();
        return running(held);
    }

    private Behavior<Command> onLaunchDied(Stack<Held> held) {
        running.forEach(Attempt::cancel);
        return rollBack(launchDied(), currentStep(), held);
    }

    private static KernelException reason(LaunchActor.Failed failed) {
        return failed.reason() instanceof KernelException known
                ? known
                : new KernelException(
                        Code.LAUNCH_FAILED,
                        "\"" + failed.step() + "\" failed: " + Causes.describe(failed.reason()),
                        failed.reason(),
                        null);
    }

    private KernelException launchDied() {
        return new KernelException(
                Code.INTERNAL, "the launch actor died while it ran \"" + currentStep() + "\"; see the log");
    }

    private String currentStep() {
        return running.isEmpty() ? "" : running.get(0).name();
    }

    // Running

    private Behavior<Command> running(Stack<Held> held) {
        return receive()
                .onMessage(Terminate.class, terminate -> {
                    return release(new Ending(terminate.reason(), null, ""), Release.of(held));
                })
                .onMessage(VatEnded.class, ended -> onVatEnded(ended, held))
                .onMessage(LaunchDied.class, expected -> Behaviors.same())
                .onSignal(PostStop.class, stop -> releaseWithoutWaiting(held))
                .build();
    }

    private Behavior<Command> onVatEnded(VatEnded ended, Stack<Held> held) {
        return ended.wasLast()
                ? release(
                        new Ending("its last vat " + ended.label() + " ended: " + ended.reason(), null, ""),
                        Release.of(held))
                : Behaviors.same();
    }

    // Releasing

    /** Why it ends; {@code failure} is what the launcher gets if it never ran. */
    private record Ending(String reason, @Nullable KernelException failure, String failedStep) {}

    private Behavior<Command> rollBack(KernelException failure, String step, Stack<Held> held) {
        return release(new Ending(String.valueOf(failure.getMessage()), failure, step), Release.of(held));
    }

    private Behavior<Command> release(Ending ending, Release release) {
        observer.phaseChanged(Phase.TERMINATING);
        return releaseNext(ending, release);
    }

    private Behavior<Command> releaseNext(Ending ending, Release release) {
        var held = release.current();
        if (held == null) {
            return finish(ending, release);
        }
        timers.startSingleTimer(new ReleaseTimedOut(held), limits.release());
        context.pipeToSelf(Release.begin(held), (done, failure) -> new Released(held, failure));
        return releasing(ending, release);
    }

    private Behavior<Command> releasing(Ending ending, Release release) {
        return receive()
                .onMessage(Released.class, done -> onReleased(done, ending, release))
                .onMessage(
                        ReleaseTimedOut.class,
                        late -> proceed(
                                release.timedOut(late.held(), limits.release().toMillis() + " ms"), ending, release))
                .onMessage(StepEnded.class, late -> onLateStep(late, ending, release))
                .onMessage(Terminate.class, terminate -> {
                    return Behaviors.same();
                })
                .onSignal(PostStop.class, stop -> releaseWithoutWaiting(release.waiting()))
                .onAnyMessage(other -> Behaviors.same())
                .build();
    }

    private Behavior<Command> onLateStep(StepEnded late, Ending ending, Release release) {
        running.remove(late.attempt());
        var more = late.held() == null || late.held() == Held.NOTHING ? release : release.arrived(late.held());
        return release.isDone() ? releaseNext(ending, more) : releasing(ending, more);
    }

    private Behavior<Command> onReleased(Released done, Ending ending, Release release) {
        timers.cancel(new ReleaseTimedOut(done.held()));
        return proceed(
                done.failure() == null ? release.released(done.held()) : release.failed(done.held(), done.failure()),
                ending,
                release);
    }

    private Behavior<Command> proceed(Release next, Ending ending, Release before) {
        return next.equals(before) ? Behaviors.same() : releaseNext(ending, next);
    }

    private Behavior<Command> finish(Ending ending, Release release) {
        running.stream().filter(Attempt::abandon).map(Attempt::name).forEach(unfinished::add);
        if (running.size() > unfinished.size()) {
            // It ended in this moment: its outcome is a message that is about to arrive here.
            return releasing(ending, release);
        }
        var report =
                new RollbackReport(ending.failedStep(), release.released(), unfinished, observer.writtenOffThreads());
        if (ending.failure() == null) {
            observer.ended(ending.reason(), report);
        } else {
            observer.rolledBack(new KernelException(
                    ending.failure().code(),
                    String.valueOf(ending.failure().getMessage()),
                    ending.failure().getCause(),
                    report));
        }
        return Behaviors.stopped();
    }

    private static Stack<Held> plus(Stack<Held> held, StepEnded ended) {
        return ended.held() == null || ended.held() == Held.NOTHING ? held : held.push(ended.held());
    }

    private <T> Behavior<Command> onSpawn(Spawn<T> spawn) {
        spawn.started().accept(context.spawn(spawn.behavior(), spawn.name(), spawn.props()));
        return Behaviors.same();
    }

    private Behavior<Command> onStopChild(StopChild stop) {
        context.stop(stop.child());
        return Behaviors.same();
    }

    /** What every state takes. */
    private BehaviorBuilder<Command> receive() {
        return Behaviors.receive(Command.class)
                .onMessage(Spawn.class, spawn -> onSpawn((Spawn<?>) spawn))
                .onMessage(StopChild.class, this::onStopChild);
    }

    /** Stopped from outside, or by a defect: nobody waits any more, and still nothing may stay. */
    private Behavior<Command> releaseWithoutWaiting(Stack<Held> held) {
        running.forEach(Attempt::cancel);
        running.forEach(Attempt::abandonWithOutcome);
        for (var rest = held; !rest.isEmpty(); rest = rest.pop()) {
            var name = rest.top().name();
            Release.begin(rest.top()).whenComplete((done, failure) -> {
                if (failure != null) {
                    LOG.error("{} could not be released", name, failure);
                }
            });
        }
        return Behaviors.same();
    }
}
