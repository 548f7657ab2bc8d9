package dev.vellamo.kernel.launch;

import dev.vellamo.kernel.KernelException;
import dev.vellamo.kernel.KernelStatus.Phase;
import dev.vellamo.kernel.RollbackReport;
import dev.vellamo.kernel.launch.SubclusterActor.Command;
import dev.vellamo.kernel.launch.SubclusterActor.ReleaseTimedOut;
import dev.vellamo.kernel.launch.SubclusterActor.Released;
import dev.vellamo.kernel.launch.SubclusterActor.StepEnded;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/**
 * The last state of a subcluster's supervisor: everything it holds is released, newest first, each with a deadline; then it
 * reports and stops.
 */
final class Releasing {

    /** Why it ends; {@code failure} is what the launcher gets if it never ran. */
    record Ending(String reason, @Nullable KernelException failure, String failedStep) {}

    private final Supervision supervision;
    private final List<String> unfinished = new ArrayList<>(1);

    Releasing(Supervision supervision) {
        this.supervision = supervision;
    }

    Behavior<Command> begin(Ending ending, Stack<Held> held) {
        supervision.observer().phaseChanged(Phase.TERMINATING);
        return releaseNext(ending, Release.of(held));
    }

    private Behavior<Command> releaseNext(Ending ending, Release release) {
        var held = release.current();
        if (held == null) {
            return finish(ending, release);
        }
        supervision
                .timers()
                .startSingleTimer(
                        new ReleaseTimedOut(held), supervision.limits().release());
        supervision.context().pipeToSelf(Release.begin(held), (done, failure) -> new Released(held, failure));
        return releasing(ending, release);
    }

    private Behavior<Command> releasing(Ending ending, Release release) {
        return supervision
                .receive()
                .onMessage(Released.class, done -> onReleased(done, ending, release))
                .onMessage(
                        ReleaseTimedOut.class,
                        late -> proceed(
                                release.timedOut(
                                        late.held(),
                                        supervision.limits().release().toMillis() + " ms"),
                                ending,
                                release))
                .onMessage(StepEnded.class, late -> onLateStep(late, ending, release))
                .onSignal(PostStop.class, stop -> supervision.releaseWithoutWaiting(release.waiting()))
                .onAnyMessage(other -> Behaviors.same())
                .build();
    }

    private Behavior<Command> onLateStep(StepEnded late, Ending ending, Release release) {
        supervision.running().remove(late.attempt());
        var more = late.held() == null || late.held() == Held.NOTHING ? release : release.arrived(late.held());
        return release.isDone() ? releaseNext(ending, more) : releasing(ending, more);
    }

    private Behavior<Command> onReleased(Released done, Ending ending, Release release) {
        supervision.timers().cancel(new ReleaseTimedOut(done.held()));
        return proceed(
                done.failure() == null ? release.released(done.held()) : release.failed(done.held(), done.failure()),
                ending,
                release);
    }

    private Behavior<Command> proceed(Release next, Ending ending, Release before) {
        return next.equals(before) ? Behaviors.same() : releaseNext(ending, next);
    }

    private Behavior<Command> finish(Ending ending, Release release) {
        supervision.running().stream()
                .filter(Attempt::abandon)
                .map(Attempt::name)
                .forEach(unfinished::add);
        if (supervision.running().size() > unfinished.size()) {
            // It ended in this moment: its outcome is a message that is about to arrive here.
            return releasing(ending, release);
        }
        var report = new RollbackReport(
                ending.failedStep(),
                release.released(),
                unfinished,
                supervision.observer().writtenOffThreads());
        if (ending.failure() == null) {
            supervision.observer().ended(ending.reason(), report);
        } else {
            supervision
                    .observer()
                    .rolledBack(new KernelException(
                            ending.failure().code(),
                            String.valueOf(ending.failure().getMessage()),
                            ending.failure().getCause(),
                            report));
        }
        return Behaviors.stopped();
    }
}
