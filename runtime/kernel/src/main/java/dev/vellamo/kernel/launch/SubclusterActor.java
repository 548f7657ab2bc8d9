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
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

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

    record StepEnded(
            Attempt attempt, @Nullable Held held, @Nullable Throwable failure) implements Command {}

    private record LaunchEnded(LaunchActor.Outcome outcome) implements Command {}

    private record LaunchDied() implements Command {}

    record Released(Held held, @Nullable Throwable failure) implements Command {}

    record ReleaseTimedOut(Held held) implements Command {}

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
    public interface Plan extends Function<ActorRef<Command>, List<Step>> {

        /** Whether it brings back a subcluster that ran before: then a vat that ends does not end the others. */
        default boolean isRestore() {
            return false;
        }
    }

    public static Behavior<Command> create(Plan plan, LaunchLimits limits, Observer observer) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new SubclusterActor(new Supervision(context, timers, limits, observer, new ArrayList<>(1)))
                        .launching(plan)));
    }

    private final Supervision supervision;
    private final ActorContext<Command> context;
    private final Observer observer;
    private final List<Attempt> running;

    private SubclusterActor(Supervision supervision) {
        this.supervision = supervision;
        this.context = supervision.context();
        this.observer = supervision.observer();
        this.running = supervision.running();
    }

    // Launching

    private Behavior<Command> launching(Plan plan) {
        observer.phaseChanged(plan.isRestore() ? Phase.RESTORING : Phase.LAUNCHING);
        List<Step> steps;
        try {
            steps = plan.apply(context.getSelf());
        } catch (RuntimeException | Error e) {
            var text = "the launch could not be planned: " + Causes.describe(e);
            return rollBack(new KernelException(Code.LAUNCH_FAILED, text, e, null), "", Stack.empty());
        }
        var outcomes = context.messageAdapter(LaunchActor.Outcome.class, LaunchEnded::new);
        var launch = context.spawn(LaunchActor.create(steps, supervision.limits(), this::start, outcomes), "launch");
        context.watchWith(launch, new LaunchDied());
        return launching(new Launching(launch, plan.isRestore(), null), Stack.empty());
    }

    /** The launch that runs, and why it was given up if it was; it may have succeeded in that moment. */
    private record Launching(
            ActorRef<LaunchActor.Command> actor,
            boolean isRestore,
            @Nullable KernelException givenUp) {

        Launching giveUp(KernelException reason) {
            return givenUp == null ? new Launching(actor, isRestore, reason) : this;
        }
    }

    /** Runs on the launch actor's thread; the step itself is started and cancelled on this one's. */
    private Runnable start(Step step) {
        var self = context.getSelf();
        var attempt = new Attempt(step, (ended, held, failure) -> self.tell(new StepEnded(ended, held, failure)));
        self.tell(new StepStarted(attempt));
        return () -> self.tell(new StepCancelled(attempt));
    }

    private Behavior<Command> launching(Launching launch, Stack<Held> held) {
        return supervision
                .receive()
                .onMessage(StepStarted.class, this::onStepStarted)
                .onMessage(StepCancelled.class, this::onStepCancelled)
                .onMessage(StepEnded.class, ended -> onStepEnded(ended, launch, held))
                .onMessage(VatEnded.class, ended -> onVatEnded(ended, launch, held))
                .onMessage(LaunchEnded.class, ended -> onLaunchEnded(ended.outcome(), launch, held))
                .onMessage(LaunchDied.class, died -> onLaunchDied(held))
                .onMessage(
                        Terminate.class,
                        terminate ->
                                giveUp(new KernelException(Code.LAUNCH_CANCELLED, terminate.reason()), launch, held))
                .onSignal(PostStop.class, stop -> supervision.releaseWithoutWaiting(held))
                .build();
    }

    private Behavior<Command> giveUp(KernelException reason, Launching launch, Stack<Held> held) {
        launch.actor().tell(new LaunchActor.Cancel(reason));
        return launching(launch.giveUp(reason), held);
    }

    private Behavior<Command> onVatEnded(VatEnded ended, Launching launch, Stack<Held> held) {
        return launch.isRestore() && !ended.wasLast() ? Behaviors.same() : giveUp(vatEnded(ended), launch, held);
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
            return rollBack(failed.toException(), failed.step(), held);
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

    private KernelException launchDied() {
        return new KernelException(
                Code.INTERNAL, "the launch actor died while it ran \"" + currentStep() + "\"; see the log");
    }

    private String currentStep() {
        return running.isEmpty() ? "" : running.get(0).name();
    }

    // Running

    private Behavior<Command> running(Stack<Held> held) {
        return supervision
                .receive()
                .onMessage(
                        Terminate.class, terminate -> release(new Releasing.Ending(terminate.reason(), null, ""), held))
                .onMessage(VatEnded.class, ended -> onVatEnded(ended, held))
                .onMessage(LaunchDied.class, expected -> Behaviors.same())
                .onSignal(PostStop.class, stop -> supervision.releaseWithoutWaiting(held))
                .build();
    }

    private Behavior<Command> onVatEnded(VatEnded ended, Stack<Held> held) {
        return ended.wasLast()
                ? release(
                        new Releasing.Ending("its last vat " + ended.label() + " ended: " + ended.reason(), null, ""),
                        held)
                : Behaviors.same();
    }

    private Behavior<Command> release(Releasing.Ending ending, Stack<Held> held) {
        return new Releasing(supervision).begin(ending, held);
    }

    private Behavior<Command> rollBack(KernelException failure, String step, Stack<Held> held) {
        return release(new Releasing.Ending(String.valueOf(failure.getMessage()), failure, step), held);
    }

    private static Stack<Held> plus(Stack<Held> held, StepEnded ended) {
        return ended.held() == null || ended.held() == Held.NOTHING ? held : held.push(ended.held());
    }
}
