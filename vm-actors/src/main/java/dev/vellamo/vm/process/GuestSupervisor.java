package dev.vellamo.vm.process;

import dev.vellamo.vm.linux.ChildExit;
import dev.vellamo.vm.process.GuestFailure.Stage;
import dev.vellamo.vm.process.GuestStatus.State;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.BehaviorBuilder;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.japi.function.Creator;
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

    public sealed interface Command {}

    /** Ends the guest: it is asked, then gets SIGTERM, then SIGKILL with all it started. May come at any time. */
    public record Stop() implements Command {}

    /** Ends the guest at once: SIGKILL with all it started. May come at any time. */
    public record Kill(String reason) implements Command {}

    /** Asks how it is. */
    public record Inspect(ActorRef<GuestStatus> replyTo) implements Command {}

    private record Started(
            @Nullable StartedGuest guest, @Nullable Throwable failure) implements Command {}

    private record Agreed(
            @Nullable GuestSession session, @Nullable Throwable failure) implements Command {}

    private record LinkEnded(@Nullable Throwable failure) implements Command {}

    private record Exited(
            @Nullable ChildExit exit, @Nullable Throwable failure) implements Command {}

    private record Released(List<String> problems) implements Command {
        Released(@Nullable List<String> problems, @Nullable Throwable failure) {
            this(problems == null ? List.of(Reason.of(failure)) : problems);
        }
    }

    /** A stage's deadline has passed. */
    private enum Late implements Command {
        INSTANCE
    }

    interface Starter {
        GuestChild start(GuestSpec spec);
    }

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
        var late = "not started within " + spec.deadlines().start();
        return in(State.STARTING, null)
                .onMessage(Started.class, this::onStarted)
                .onMessageEquals(Late.INSTANCE, () -> notTalkedTo(GuestEnding.failed(Stage.STARTING, late)))
                .onMessage(Stop.class, stop -> notTalkedTo(GuestEnding.stopped(null)))
                .onMessage(Kill.class, kill -> notTalkedTo(GuestEnding.failed(Stage.STARTING, kill.reason())))
                .build();
    }

    /** Nobody has the link yet, nor will have. */
    private Behavior<Command> notTalkedTo(GuestEnding ending) {
        child.closeLink();
        return release(ending, null);
    }

    private Behavior<Command> onStarted(Started started) {
        var guest = started.guest();
        if (guest == null) {
            return notTalkedTo(GuestEnding.failed(Stage.STARTING, Reason.of(started.failure())));
        }
        within(spec.deadlines().handshake());
        // Composed, so that a protocol that throws fails the guest and not this actor.
        context.pipeToSelf(CompletableFuture.completedStage(guest).thenCompose(protocol::handshake), Agreed::new);
        return handshaking(guest);
    }

    private Behavior<Command> handshaking(StartedGuest guest) {
        var late = "not ready within " + spec.deadlines().handshake();
        return in(State.HANDSHAKING, guest)
                .onMessage(Agreed.class, agreed -> onAgreed(guest, agreed))
                .onMessage(Exited.class, exited -> onExited(Stage.HANDSHAKING, guest, exited))
                .onMessageEquals(Late.INSTANCE, () -> release(GuestEnding.failed(Stage.HANDSHAKING, late), guest))
                .onMessage(Stop.class, stop -> release(GuestEnding.stopped(null), guest))
                .onMessage(Kill.class, kill -> release(GuestEnding.failed(Stage.HANDSHAKING, kill.reason()), guest))
                .build();
    }

    private Behavior<Command> onAgreed(StartedGuest guest, Agreed agreed) {
        var session = agreed.session();
        if (session == null) {
            child.closeLink();
            return release(GuestEnding.failed(Stage.HANDSHAKING, Reason.of(agreed.failure())), guest);
        }
        timers.cancel(Late.INSTANCE);
        context.pipeToSelf(session.ended(), (done, failure) -> new LinkEnded(failure));
        owner.tell(new GuestNews.Ready(guest, session));
        return ready(guest, session);
    }

    private Behavior<Command> onExited(Stage stage, StartedGuest guest, Exited exited) {
        return release(new GuestEnding(stage, "its process ended by itself", exited.exit()), guest);
    }

    private Behavior<Command> ready(StartedGuest guest, GuestSession session) {
        return in(State.READY, guest)
                .onMessage(LinkEnded.class, ended -> onLinkEnded(guest, ended))
                .onMessage(Exited.class, exited -> onExited(Stage.READY, guest, exited))
                .onMessage(Stop.class, stop -> onStop(guest, session))
                .onMessage(Kill.class, kill -> release(GuestEnding.failed(Stage.READY, kill.reason()), guest))
                .build();
    }

    private Behavior<Command> onLinkEnded(StartedGuest guest, LinkEnded ended) {
        child.closeLink();
        var reason = ended.failure() == null ? "it closed the link" : Reason.of(ended.failure());
        return release(GuestEnding.failed(Stage.READY, reason), guest);
    }

    private Behavior<Command> onStop(StartedGuest guest, GuestSession session) {
        session.askToStop();
        within(spec.deadlines().ask());
        return stopping(guest, () -> onNotEnded(guest));
    }

    private Behavior<Command> onNotEnded(StartedGuest guest) {
        child.terminate();
        within(spec.deadlines().terminate());
        return stopping(guest, () -> release(GuestEnding.stopped(null), guest));
    }

    private Behavior<Command> stopping(StartedGuest guest, Creator<Behavior<Command>> onLate) {
        return in(State.STOPPING, guest)
                .onMessage(Exited.class, exited -> release(GuestEnding.stopped(exited.exit()), guest))
                .onMessageEquals(Late.INSTANCE, onLate)
                .onMessage(Kill.class, kill -> release(GuestEnding.stopped(null), guest))
                .onMessage(LinkEnded.class, ended -> linkIsDone())
                .onAnyMessage(ignored -> Behaviors.same())
                .build();
    }

    private Behavior<Command> release(GuestEnding ending, @Nullable StartedGuest guest) {
        child.kill();
        // The child waits so long for each of three things: its processes, the link, its output. Then it is stuck.
        within(spec.deadlines().release().multipliedBy(4));
        return releasing(ending, guest, ending.exit());
    }

    private Behavior<Command> releasing(GuestEnding ending, @Nullable StartedGuest guest, @Nullable ChildExit exit) {
        var stuck = List.of("what belongs to the guest was not released in time; its threads may go on");
        return in(State.RELEASING, guest)
                .onMessage(Exited.class, exited -> releasing(ending, guest, exited.exit()))
                .onMessage(LinkEnded.class, ended -> linkIsDone())
                .onMessage(Agreed.class, agreed -> linkIsDone())
                .onMessage(Released.class, released -> end(ending.news(exit, child.lastOutput(), released.problems())))
                .onMessageEquals(Late.INSTANCE, () -> end(ending.news(exit, child.lastOutput(), stuck)))
                .onAnyMessage(ignored -> Behaviors.same())
                .build();
    }

    private Behavior<Command> linkIsDone() {
        child.closeLink();
        return Behaviors.same();
    }

    private Behavior<Command> end(GuestNews.Ended news) {
        news.failure().ifPresent(failure -> context.getLog().warn("[{}] {}", spec.name(), failure.text()));
        news.notReleased().forEach(problem -> context.getLog().warn("[{}] {}", spec.name(), problem));
        owner.tell(news);
        return Behaviors.stopped();
    }

    private BehaviorBuilder<Command> in(State state, @Nullable StartedGuest guest) {
        var known = Optional.ofNullable(guest);
        var status =
                new GuestStatus(state, known.map(StartedGuest::pid).orElse(0), known.map(StartedGuest::confinement));
        return BehaviorBuilder.<Command>create()
                .onMessage(Inspect.class, inspect -> {
                    inspect.replyTo().tell(status);
                    return Behaviors.same();
                })
                .onSignal(PostStop.class, signal -> {
                    child.kill();
                    return linkIsDone();
                });
    }

    private void within(Duration deadline) {
        timers.startSingleTimer(Late.INSTANCE, deadline);
    }
}
