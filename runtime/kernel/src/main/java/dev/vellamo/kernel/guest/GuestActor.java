package dev.vellamo.kernel.guest;

import dev.vellamo.io.streams.StreamConnection;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.vat.VatException;
import dev.vellamo.vm.process.GuestFailure;
import dev.vellamo.vm.process.GuestNews;
import dev.vellamo.vm.process.GuestSession;
import dev.vellamo.vm.process.GuestSpec;
import dev.vellamo.vm.process.GuestSupervisor;
import dev.vellamo.vm.process.StartedGuest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.BehaviorBuilder;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/**
 * One guest of a subcluster. It has a process while somebody uses it: one that died is started again when somebody enters.
 *
 * <pre>
 *   absent --Enter--> starting --ready--> present --Stop--> stopping --its process is gone--> stopped
 *     ^                  |                   |                 ^
 *     +-----failed-------+-------died--------+                 |
 *                        +--Stop-------------------------------+
 * </pre>
 *
 * <p>Invariant: whoever enters is answered, with the link or with why there is none.
 */
public final class GuestActor {

    public sealed interface Command {}

    /** Somebody wants to use the guest. */
    public record Enter(CompletableFuture<GuestLink> entered) implements Command {}

    /** Ends the guest and what belongs to it. */
    public enum Stop implements Command {
        INSTANCE
    }

    private record Described(
            @Nullable Launch launch, @Nullable Throwable failure) implements Command {}

    private record Connect(int start, StartedGuest process, CompletableFuture<GuestSession> agreed)
            implements Command {}

    private record ProcessNews(int start, GuestNews news) implements Command {}

    private record SupervisorGone(int start) implements Command {}

    private record LinkNews(GuestTalk talk, StreamConnection.News news) implements Command {}

    private record Kill(int start, String reason) implements Command {}

    /**
     * What is to be started.
     *
     * @param runtimeDirectory in which its private directory is made
     */
    public record Launch(GuestSpec spec, Path runtimeDirectory) {}

    /** What is told of a guest, on this actor's thread. Every method returns at once. */
    public interface Observer {

        /** Its process is ready; {@code starts} counts from 1. */
        void ready(StartedGuest process, int starts);

        /** Its process ended though nobody asked it to, or did not start; it is started again when somebody enters. */
        void died(String reason);

        /** What is left of a process that ended, a sentence each. */
        void notReleased(List<String> problems);

        /** Nothing of it runs any more, and nothing will. The last that is told. */
        void stopped();
    }

    private final String name;
    private final long incarnation;
    private final Supplier<CompletionStage<Launch>> launch;
    private final Observer observer;
    private final ActorContext<Command> context;
    private int starts;

    private GuestActor(
            Identity identity,
            Supplier<CompletionStage<Launch>> launch,
            Observer observer,
            ActorContext<Command> context) {
        this.name = identity.name();
        this.incarnation = identity.incarnation();
        this.launch = launch;
        this.observer = observer;
        this.context = context;
    }

    /**
     * A guest.
     *
     * @param name in its config
     * @param incarnation which start of the kernel this is
     */
    public record Identity(String name, long incarnation) {}

    /**
     * A guest that has no process yet.
     *
     * @param launch says what to start, each time anew
     */
    public static Behavior<Command> create(
            Identity identity, Supplier<CompletionStage<Launch>> launch, Observer observer) {
        return Behaviors.setup(context -> new GuestActor(identity, launch, observer, context).absent());
    }

    // Without a process

    private Behavior<Command> absent() {
        return receiving()
                .onMessage(Enter.class, this::start)
                .onMessageEquals(Stop.INSTANCE, this::stopped)
                .onAnyMessage(late -> Behaviors.same())
                .build();
    }

    private Behavior<Command> start(Enter first) {
        starts++;
        context.pipeToSelf(launch.get(), Described::new);
        var waiting = new ArrayList<CompletableFuture<GuestLink>>();
        waiting.add(first.entered());
        return describing(waiting);
    }

    private Behavior<Command> describing(List<CompletableFuture<GuestLink>> waiting) {
        return receiving()
                .onMessage(Enter.class, enter -> waitToo(enter, waiting))
                .onMessage(Described.class, described -> onDescribed(described, waiting))
                .onMessageEquals(Stop.INSTANCE, () -> {
                    refuse(waiting, "it is stopped");
                    return stopped();
                })
                .onAnyMessage(late -> Behaviors.same())
                .build();
    }

    private Behavior<Command> onDescribed(Described described, List<CompletableFuture<GuestLink>> waiting) {
        var what = described.launch();
        if (what == null) {
            return died("it cannot be started: " + described.failure(), waiting);
        }
        var start = starts;
        var news = context.messageAdapter(GuestNews.class, told -> new ProcessNews(start, told));
        var supervisor = context.spawn(
                GuestSupervisor.create(
                        what.spec(), what.runtimeDirectory(), process -> handshake(start, process), news),
                "process-" + start);
        context.watchWith(supervisor, new SupervisorGone(start));
        return starting(new Running(start, supervisor, null), waiting);
    }

    /** @param talk what is said on the link, once there is one */
    private record Running(
            int start,
            ActorRef<GuestSupervisor.Command> supervisor,
            @Nullable GuestTalk talk) {

        boolean isOf(ProcessNews told) {
            return told.start() == start;
        }

        boolean isOf(SupervisorGone gone) {
            return gone.start() == start;
        }
    }

    /** Not on this actor's thread. */
    private CompletionStage<GuestSession> handshake(int start, StartedGuest process) {
        var agreed = new CompletableFuture<GuestSession>();
        context.getSelf().tell(new Connect(start, process, agreed));
        return agreed;
    }

    // With a process that begins

    private Behavior<Command> starting(Running running, List<CompletableFuture<GuestLink>> waiting) {
        return receiving()
                .onMessage(Enter.class, enter -> waitToo(enter, waiting))
                .onMessage(Connect.class, connect -> onConnect(running, connect, waiting))
                .onMessage(LinkNews.class, this::onLinkNews)
                .onMessage(ProcessNews.class, running::isOf, told -> onNewsOfStart(running, told.news(), waiting))
                .onMessage(SupervisorGone.class, running::isOf, gone -> died("its supervisor failed", waiting))
                .onMessageEquals(Stop.INSTANCE, () -> {
                    refuse(waiting, "it is stopped");
                    return stop(running);
                })
                .onAnyMessage(late -> Behaviors.same())
                .build();
    }

    private Behavior<Command> onConnect(Running running, Connect connect, List<CompletableFuture<GuestLink>> waiting) {
        var talk = new GuestTalk(connect.agreed());
        talk.begin(context, name, incarnation, connect.process(), told -> new LinkNews(talk, told));
        return starting(new Running(running.start(), running.supervisor(), talk), waiting);
    }

    private Behavior<Command> onLinkNews(LinkNews told) {
        told.talk().on(told.news());
        return Behaviors.same();
    }

    private Behavior<Command> onNewsOfStart(
            Running running, GuestNews news, List<CompletableFuture<GuestLink>> waiting) {
        if (news instanceof GuestNews.Ended ended) {
            return died(reason(ended), waiting);
        }
        var talk = running.talk();
        if (talk == null) {
            throw new IllegalStateException("guest \"" + name + "\" is ready and nobody has talked to it");
        }
        observer.ready(((GuestNews.Ready) news).guest(), starts);
        var self = context.getSelf();
        var link = new GuestLink(name, talk.link(), reason -> self.tell(new Kill(running.start(), reason)));
        waiting.forEach(each -> each.complete(link));
        return present(running, link);
    }

    // With a process that is ready

    private Behavior<Command> present(Running running, GuestLink link) {
        return receiving()
                .onMessage(Enter.class, enter -> {
                    enter.entered().complete(link);
                    return Behaviors.same();
                })
                .onMessage(LinkNews.class, this::onLinkNews)
                .onMessage(Kill.class, kill -> kill.start() == running.start(), kill -> {
                    running.supervisor().tell(new GuestSupervisor.Kill(kill.reason()));
                    return Behaviors.same();
                })
                .onMessage(
                        ProcessNews.class,
                        running::isOf,
                        told -> told.news() instanceof GuestNews.Ended ended
                                ? died(reason(ended), List.of())
                                : Behaviors.same())
                .onMessage(SupervisorGone.class, running::isOf, gone -> died("its supervisor failed", List.of()))
                .onMessageEquals(Stop.INSTANCE, () -> stop(running))
                .onAnyMessage(late -> Behaviors.same())
                .build();
    }

    // The end

    private Behavior<Command> stop(Running running) {
        running.supervisor().tell(new GuestSupervisor.Stop());
        return receiving()
                .onMessage(Enter.class, enter -> {
                    refuse(List.of(enter.entered()), "it is stopped");
                    return Behaviors.same();
                })
                .onMessage(Connect.class, connect -> {
                    connect.agreed().completeExceptionally(unavailable("it is stopped"));
                    return Behaviors.same();
                })
                .onMessage(LinkNews.class, this::onLinkNews)
                .onMessage(Kill.class, kill -> {
                    running.supervisor().tell(new GuestSupervisor.Kill(kill.reason()));
                    return Behaviors.same();
                })
                .onMessage(ProcessNews.class, running::isOf, told -> onNewsOfStop(told.news()))
                .onMessage(SupervisorGone.class, running::isOf, gone -> stopped())
                .onAnyMessage(late -> Behaviors.same())
                .build();
    }

    private Behavior<Command> onNewsOfStop(GuestNews news) {
        if (news instanceof GuestNews.Ended ended) {
            observer.notReleased(ended.notReleased());
            return stopped();
        }
        return Behaviors.same();
    }

    private Behavior<Command> died(String reason, List<CompletableFuture<GuestLink>> waiting) {
        observer.died(reason);
        refuse(waiting, reason);
        return absent();
    }

    private String reason(GuestNews.Ended ended) {
        observer.notReleased(ended.notReleased());
        return ended.failure().map(GuestFailure::text).orElse("it ended");
    }

    private void refuse(List<CompletableFuture<GuestLink>> waiting, String why) {
        waiting.forEach(each -> each.completeExceptionally(unavailable(why)));
    }

    private VatException unavailable(String why) {
        return new VatException(ErrorCode.VAT_FAILED, "guest \"" + name + "\": " + why);
    }

    private Behavior<Command> stopped() {
        observer.stopped();
        return Behaviors.stopped();
    }

    private static Behavior<Command> waitToo(Enter enter, List<CompletableFuture<GuestLink>> waiting) {
        waiting.add(enter.entered());
        return Behaviors.same();
    }

    private static BehaviorBuilder<Command> receiving() {
        return BehaviorBuilder.create();
    }
}
