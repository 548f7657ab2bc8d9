package dev.vellamo.kernel.launch;

import dev.vellamo.kernel.KernelException;
import dev.vellamo.kernel.KernelException.Code;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Runs the steps of a launch plan, one after the other.
 *
 * <pre>
 *   acquiring --every step done--> stopped (Succeeded)
 *      |  |
 *      |  +--step failed--> stopped (Failed)
 *      +--deadline / cancelled--> cancelling --step ended / grace passed--> stopped (Failed)
 * </pre>
 *
 * <p>It holds nothing: what a step acquires belongs to the subcluster's supervisor from the moment it arrives, so it is
 * released even if this actor dies.
 */
public final class LaunchActor {

    public sealed interface Command {}

    /** The running step ended and what it brought is in the supervisor's hands. */
    public record StepEnded(@Nullable Throwable failure) implements Command {}

    /** Give up, for this reason. */
    public record Cancel(KernelException reason) implements Command {}

    private enum DeadlinePassed implements Command {
        INSTANCE
    }

    private enum GracePassed implements Command {
        INSTANCE
    }

    /** How a launch ended. */
    public sealed interface Outcome {}

    public record Succeeded() implements Outcome {}

    /**
     * A step did not succeed.
     *
     * @param running the step that still runs, if it did not end in time
     */
    public record Failed(String step, Throwable reason, Optional<String> running) implements Outcome {

        /** What the caller of the launch sees. */
        KernelException toException() {
            return reason instanceof KernelException known
                    ? known
                    : new KernelException(
                            Code.LAUNCH_FAILED, "\"" + step + "\" failed: " + Causes.describe(reason), reason, null);
        }
    }

    /** Starts a step; its end comes back as {@link StepEnded}. Called on this actor's thread. */
    @FunctionalInterface
    public interface Starter {
        /** Returns how to cancel it. */
        Runnable start(Step step);
    }

    public static Behavior<Command> create(
            List<Step> steps, LaunchLimits limits, Starter starter, ActorRef<Outcome> supervisor) {
        return Behaviors.withTimers(timers -> {
            timers.startSingleTimer(DeadlinePassed.INSTANCE, limits.deadline());
            return new LaunchActor(List.copyOf(steps), limits, starter, supervisor, timers).acquiring(0);
        });
    }

    private final List<Step> steps;
    private final LaunchLimits limits;
    private final Starter starter;
    private final ActorRef<Outcome> supervisor;
    private final TimerScheduler<Command> timers;

    private LaunchActor(
            List<Step> steps,
            LaunchLimits limits,
            Starter starter,
            ActorRef<Outcome> supervisor,
            TimerScheduler<Command> timers) {
        this.steps = steps;
        this.limits = limits;
        this.starter = starter;
        this.supervisor = supervisor;
        this.timers = timers;
    }

    private Behavior<Command> acquiring(int index) {
        if (index == steps.size()) {
            return stop(new Succeeded());
        }
        var step = steps.get(index);
        var cancel = starter.start(step);
        return Behaviors.receive(Command.class)
                .onMessage(StepEnded.class, ended -> onEnded(ended, index))
                .onMessage(Cancel.class, asked -> cancelling(step, cancel, asked.reason()))
                .onMessageEquals(DeadlinePassed.INSTANCE, () -> cancelling(step, cancel, timedOut(step)))
                .build();
    }

    private Behavior<Command> onEnded(StepEnded ended, int index) {
        var failure = ended.failure();
        return failure == null
                ? acquiring(index + 1)
                : stop(new Failed(steps.get(index).name(), Causes.unwrap(failure), Optional.empty()));
    }

    private Behavior<Command> cancelling(Step step, Runnable cancel, KernelException reason) {
        timers.cancel(DeadlinePassed.INSTANCE);
        timers.startSingleTimer(GracePassed.INSTANCE, limits.grace());
        cancel.run();
        return Behaviors.receive(Command.class)
                .onMessage(StepEnded.class, ended -> stop(new Failed(step.name(), reason, Optional.empty())))
                .onMessageEquals(
                        GracePassed.INSTANCE, () -> stop(new Failed(step.name(), reason, Optional.of(step.name()))))
                .onMessage(Cancel.class, again -> Behaviors.same())
                .onMessageEquals(DeadlinePassed.INSTANCE, Behaviors::same)
                .build();
    }

    private KernelException timedOut(Step step) {
        return new KernelException(
                Code.LAUNCH_TIMED_OUT,
                "the launch did not end within " + limits.deadline().toMillis() + " ms: \"" + step.name()
                        + "\" was still running");
    }

    private Behavior<Command> stop(Outcome outcome) {
        supervisor.tell(outcome);
        return Behaviors.stopped();
    }
}
