package dev.vellamo.kernel.launch;

import dev.vellamo.kernel.launch.SubclusterActor.Command;
import dev.vellamo.kernel.launch.SubclusterActor.Observer;
import dev.vellamo.kernel.launch.SubclusterActor.Spawn;
import dev.vellamo.kernel.launch.SubclusterActor.StopChild;
import java.util.List;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.BehaviorBuilder;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a subcluster's supervisor has in all its states.
 *
 * @param running steps that have not ended
 */
record Supervision(
        ActorContext<Command> context,
        TimerScheduler<Command> timers,
        LaunchLimits limits,
        Observer observer,
        List<Attempt> running) {

    private static final Logger LOG = LoggerFactory.getLogger(SubclusterActor.class);

    private <T> Behavior<Command> onSpawn(Spawn<T> spawn) {
        spawn.started().accept(context.spawn(spawn.behavior(), spawn.name(), spawn.props()));
        return Behaviors.same();
    }

    private Behavior<Command> onStopChild(StopChild stop) {
        context.stop(stop.child());
        return Behaviors.same();
    }

    /** What every state takes. */
    BehaviorBuilder<Command> receive() {
        return Behaviors.receive(Command.class)
                .onMessage(Spawn.class, spawn -> onSpawn((Spawn<?>) spawn))
                .onMessage(StopChild.class, this::onStopChild);
    }

    /** Stopped from outside, or by a defect: nobody waits any more, and still nothing may stay. */
    Behavior<Command> releaseWithoutWaiting(Stack<Held> held) {
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
