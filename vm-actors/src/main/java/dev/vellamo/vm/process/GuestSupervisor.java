package dev.vellamo.vm.process;

import dev.vellamo.vm.linux.ChildExit;
import dev.vellamo.vm.process.GuestFailure.Stage;
import dev.vellamo.vm.process.GuestStatus.State;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.BehaviorBuilder;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * One guest, from its start until nothing is left of it.
 *
 * <pre>
 *   starting --Started--> handshaking --Agreed--> ready --Stop--> asking --Late--> terminating
 *      |                      |                     |                |                  |
 *      |failed, Late, Stop    |failed, exited,      |exited,         |exited            |exited, Late
 *      |                      |Late, Stop           |link ended      |                  |
 *      +----------------------+---------------------+--> releasing <-+------------------+
 *                                                            |Released, Late
 *                                                         stopped
 * </pre>
 *
 * <p>Invariant: on every way out the owner hears of exactly one {@link GuestNews.Ended}, last, when nothing of the guest
 * is left or what is left is named in it. Entering {@code releasing} kills what still runs.
 */
public final class GuestSupervisor {

    /** What it is told. */
    public sealed interface Command {}

    /** Ends the guest: it is asked, then gets SIGTERM, then SIGKILL with all it started. May come at any time. */
    public record Stop() implements Command {}

    /** Asks how it is. */
    public record Inspect(ActorRef<GuestStatus> replyTo) implements Command {}

    private record Started(
            @Nullable StartedGuest guest, @Nullable Throwable failure) implements Command {}

    private record Agreed(
            @Nullable GuestSession session, @Nullable Throwable failure) implements Command {}

    private record LinkEnded(@Nullable Throwable failure) implements Command {}

    private record Exited(
            @Nullable ChildExit exit, @Nullable Throwable failure) implements Command {}

    private record Released(
            @Nullable List<String> problems, @Nullable Throwable failure) implements Command {}

    /** A stage's deadline has passed. */
    private enum Late implements Command {
        INSTANCE
    }

    /** Begins to start the process of a guest. */
    interface Starter {
        GuestChild start(GuestSpec spec);
    }

    /**
     * Why a guest is ending, and what was seen when that began.
     *
     * @param failed the stage in which it failed; null if it was stopped
     */
    private record Ending(
            @Nullable Stage failed, String reason, @Nullable ChildExit exit) {}

    /** Which guest, how it is talked to, and who wants to know. */
    private record Task(GuestSpec spec, GuestProtocol protocol, ActorRef<GuestNews> owner) {}

    private final GuestSpec spec;
    private final GuestProtocol protocol;
    private final ActorRef<GuestNews> owner;
    private final GuestChild child;
    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;

    private GuestSupervisor(
            Task task, GuestChild child, ActorContext<Command> context, TimerScheduler<Command> timers) {
        this.spec = task.spec();
        this.protocol = task.protocol();
        this.owner = task.owner();
        this.child = child;
        this.context = context;
        this.timers = timers;
    }

    /** Starts a guest as a child process, with its private directory below one that is made if it is missing. */
    public static Behavior<Command> create(
            GuestSpec spec, Path runtimeDirectory, GuestProtocol protocol, ActorRef<GuestNews> owner) {
        return create(spec, each -> ProcessChild.start(each, runtimeDirectory), protocol, owner);
    }

    static Behavior<Command> create(
            GuestSpec spec, Starter starter, GuestProtocol protocol, ActorRef<GuestNews> owner) {
        var task = new Task(spec, protocol, owner);
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new GuestSupervisor(task, starter.start(spec), context, timers).begin()));
    }

    private Behavior<Command> begin() {
        context.pipeToSelf(child.started(), Started::new);
        context.pipeToSelf(child.exited(), Exited::new);
        context.pipeToSelf(child.released(), Released::new);
        within(spec.deadlines().start());
        return starting();
    }

    private Behavior<Command> starting() {
        return in(State.STARTING, null)
                .onMessage(Started.class, this::onStarted)
                .onMessageEquals(
                        Late.INSTANCE,
                        () -> failing(
                                Stage.STARTING,
                                "not started within " + spec.deadlines().start(),
                                null))
                .onMessage(Stop.class, stop -> stopped(null))
                .build();
    }

    private Behavior<Command> onStarted(Started started) {
        var guest = started.guest();
        if (guest == null) {
            return failing(Stage.STARTING, message(started.failure()), null);
        }
        within(spec.deadlines().handshake());
        // Composed, so that a protocol that throws fails the guest and not this actor.
        context.pipeToSelf(CompletableFuture.completedStage(guest).thenCompose(protocol::handshake), Agreed::new);
        return handshaking(guest);
    }

    private Behavior<Command> handshaking(StartedGuest guest) {
        return in(State.HANDSHAKING, guest)
                .onMessage(Agreed.class, agreed -> onAgreed(guest, agreed))
                .onMessage(
                        Exited.class,
                        exited -> failing(Stage.HANDSHAKING, "its process ended before it was ready", exited.exit()))
                .onMessageEquals(
                        Late.INSTANCE,
                        () -> failing(
                                Stage.HANDSHAKING,
                                "not ready within " + spec.deadlines().handshake(),
                                null))
                .onMessage(Stop.class, stop -> stopped(null))
                .build();
    }

    private Behavior<Command> onAgreed(StartedGuest guest, Agreed agreed) {
        var session = agreed.session();
        if (session == null) {
            return failing(Stage.HANDSHAKING, message(agreed.failure()), null);
        }
        timers.cancel(Late.INSTANCE);
        context.pipeToSelf(session.ended(), (done, failure) -> new LinkEnded(failure));
        owner.tell(new GuestNews.Ready(guest, session));
        return ready(guest, session);
    }

    private Behavior<Command> ready(StartedGuest guest, GuestSession session) {
        return in(State.READY, guest)
                .onMessage(
                        LinkEnded.class,
                        ended -> failing(
                                Stage.READY,
                                ended.failure() == null ? "it closed the link" : message(ended.failure()),
                                null))
                .onMessage(Exited.class, exited -> failing(Stage.READY, "its process ended by itself", exited.exit()))
                .onMessage(Stop.class, stop -> onStop(guest, session))
                .build();
    }

    private Behavior<Command> onStop(StartedGuest guest, GuestSession session) {
        session.askToStop();
        within(spec.deadlines().ask());
        return asking(guest);
    }

    private Behavior<Command> asking(StartedGuest guest) {
        return in(State.STOPPING, guest)
                .onMessage(Exited.class, exited -> stopped(exited.exit()))
                .onMessageEquals(Late.INSTANCE, () -> onNotEnded(guest))
                .onAnyMessage(ignored -> Behaviors.same())
                .build();
    }

    private Behavior<Command> onNotEnded(StartedGuest guest) {
        child.terminate();
        within(spec.deadlines().terminate());
        return terminating(guest);
    }

    private Behavior<Command> terminating(StartedGuest guest) {
        return in(State.STOPPING, guest)
                .onMessage(Exited.class, exited -> stopped(exited.exit()))
                .onMessageEquals(Late.INSTANCE, () -> stopped(null))
                .onAnyMessage(ignored -> Behaviors.same())
                .build();
    }

    private Behavior<Command> failing(Stage stage, String reason, @Nullable ChildExit exit) {
        return beginRelease(new Ending(stage, reason, exit));
    }

    private Behavior<Command> stopped(@Nullable ChildExit exit) {
        return beginRelease(new Ending(null, "stopped", exit));
    }

    private Behavior<Command> beginRelease(Ending ending) {
        child.kill();
        // The child gives itself as long for each of two things it waits for; after that it is stuck.
        within(spec.deadlines().release().multipliedBy(3));
        return releasing(ending, ending.exit());
    }

    private Behavior<Command> releasing(Ending ending, @Nullable ChildExit exit) {
        return in(State.RELEASING, null)
                .onMessage(Exited.class, exited -> releasing(ending, exited.exit()))
                .onMessage(Released.class, released -> onReleased(ending, exit, released))
                .onMessageEquals(
                        Late.INSTANCE,
                        () -> end(
                                ending,
                                exit,
                                List.of("what belongs to the guest was not released in time; its threads"
                                        + " may go on")))
                .onAnyMessage(ignored -> Behaviors.same())
                .build();
    }

    private Behavior<Command> onReleased(Ending ending, @Nullable ChildExit exit, Released released) {
        var problems = released.problems();
        return end(ending, exit, problems == null ? List.of(message(released.failure())) : problems);
    }

    private Behavior<Command> end(Ending ending, @Nullable ChildExit exit, List<String> notReleased) {
        var how = Optional.ofNullable(exit);
        var failure = Optional.ofNullable(ending.failed())
                .map(stage -> new GuestFailure(
                        stage, ending.reason(), how, ending.exit() == null && isOurs(exit), child.lastOutput()));
        failure.ifPresent(each -> context.getLog().warn("[{}] {}", spec.name(), each.text()));
        owner.tell(new GuestNews.Ended(failure, how, notReleased));
        return Behaviors.stopped();
    }

    private BehaviorBuilder<Command> in(State state, @Nullable StartedGuest guest) {
        var status = new GuestStatus(
                state,
                guest == null ? 0 : guest.pid(),
                Optional.ofNullable(guest).map(StartedGuest::confinement));
        return BehaviorBuilder.<Command>create()
                .onMessage(Inspect.class, inspect -> {
                    inspect.replyTo().tell(status);
                    return Behaviors.same();
                })
                .onSignal(PostStop.class, signal -> {
                    child.kill();
                    return Behaviors.same();
                });
    }

    private void within(Duration deadline) {
        timers.startSingleTimer(Late.INSTANCE, deadline);
    }

    /** What went wrong, without the wrappers that stages put around it. */
    private static String message(@Nullable Throwable failure) {
        var cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause == null ? "nothing was said" : String.valueOf(cause.getMessage());
    }

    private static boolean isOurs(@Nullable ChildExit exit) {
        return exit instanceof ChildExit.Signalled;
    }
}
