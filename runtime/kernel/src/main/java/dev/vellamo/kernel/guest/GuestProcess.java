package dev.vellamo.kernel.guest;

import dev.vellamo.io.streams.StreamConnection;
import dev.vellamo.kernel.guest.GuestActor.Launch;
import dev.vellamo.vm.process.GuestFailure;
import dev.vellamo.vm.process.GuestNews;
import dev.vellamo.vm.process.GuestSession;
import dev.vellamo.vm.process.GuestSupervisor;
import dev.vellamo.vm.process.StartedGuest;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.BehaviorBuilder;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/**
 * One process of a guest with the link to it, from before it is started until nothing is left of it.
 *
 * <p>Invariant: the owner hears of its end exactly once, last.
 */
final class GuestProcess {

    sealed interface Command {}

    /** Ends it in order. */
    enum Stop implements Command {
        INSTANCE
    }

    /** Ends it at once. */
    record Kill(String reason) implements Command {}

    private record Described(
            @Nullable Launch launch, @Nullable Throwable failure) implements Command {}

    private record Connect(StartedGuest process, CompletableFuture<GuestSession> agreed) implements Command {}

    private record Supervised(GuestNews news) implements Command {}

    private record Said(StreamConnection.News news) implements Command {}

    private enum SupervisorGone implements Command {
        INSTANCE
    }

    /** What the owner is told. */
    sealed interface News {}

    /** It can be used. */
    record Ready(StartedGuest process, GuestLink link) implements News {}

    /**
     * Nothing of it runs any more.
     *
     * @param reason why, if nobody asked for it, or empty text
     * @param notReleased what is left of it, a sentence each
     */
    record Ended(String reason, List<String> notReleased) implements News {}

    private final GuestActor.Identity identity;
    private final ActorRef<News> owner;
    private final ActorContext<Command> context;

    private GuestProcess(GuestActor.Identity identity, ActorRef<News> owner, ActorContext<Command> context) {
        this.identity = identity;
        this.owner = owner;
        this.context = context;
    }

    /** One that is started as soon as it is known how. */
    static Behavior<Command> create(
            GuestActor.Identity identity, CompletionStage<Launch> launch, ActorRef<News> owner) {
        return Behaviors.setup(context -> {
            context.pipeToSelf(launch, Described::new);
            return new GuestProcess(identity, owner, context).describing();
        });
    }

    private Behavior<Command> describing() {
        return BehaviorBuilder.<Command>create()
                .onMessage(Described.class, this::onDescribed)
                .onMessageEquals(Stop.INSTANCE, () -> ended("", List.of()))
                .onAnyMessage(other -> Behaviors.same())
                .build();
    }

    private Behavior<Command> onDescribed(Described described) {
        var what = described.launch();
        if (what == null) {
            return ended("it cannot be started: " + described.failure(), List.of());
        }
        var news = context.messageAdapter(GuestNews.class, Supervised::new);
        var supervisor = context.spawn(
                GuestSupervisor.create(what.spec(), what.runtimeDirectory(), this::handshake, news), "supervisor");
        context.watchWith(supervisor, SupervisorGone.INSTANCE);
        return running(supervisor, null);
    }

    /** Not on this actor's thread. */
    private CompletionStage<GuestSession> handshake(StartedGuest process) {
        var agreed = new CompletableFuture<GuestSession>();
        context.getSelf().tell(new Connect(process, agreed));
        return agreed;
    }

    /** @param talk what is said on the link, once there is one */
    private Behavior<Command> running(ActorRef<GuestSupervisor.Command> supervisor, @Nullable GuestTalk talk) {
        return BehaviorBuilder.<Command>create()
                .onMessage(Connect.class, connect -> running(supervisor, talkTo(connect)))
                .onMessage(Said.class, said -> talk != null, said -> {
                    talk.on(said.news());
                    return Behaviors.same();
                })
                .onMessage(Supervised.class, told -> onSupervised(told.news(), talk))
                .onMessageEquals(SupervisorGone.INSTANCE, () -> ended("its supervisor failed", List.of()))
                .onMessageEquals(Stop.INSTANCE, () -> {
                    supervisor.tell(new GuestSupervisor.Stop());
                    return Behaviors.same();
                })
                .onMessage(Kill.class, kill -> {
                    supervisor.tell(new GuestSupervisor.Kill(kill.reason()));
                    return Behaviors.same();
                })
                .onAnyMessage(other -> Behaviors.same())
                .build();
    }

    private GuestTalk talkTo(Connect connect) {
        var talk = new GuestTalk(connect.agreed());
        talk.begin(context, identity, connect.process(), Said::new);
        return talk;
    }

    private Behavior<Command> onSupervised(GuestNews news, @Nullable GuestTalk talk) {
        if (news instanceof GuestNews.Ended over) {
            return ended(over.failure().map(GuestFailure::text).orElse(""), over.notReleased());
        }
        if (talk == null) {
            throw new IllegalStateException("guest \"" + identity.name() + "\" is ready and nobody has talked to it");
        }
        var self = context.getSelf();
        var link = new GuestLink(identity.name(), talk.link(), reason -> self.tell(new Kill(reason)));
        owner.tell(new Ready(((GuestNews.Ready) news).guest(), link));
        return Behaviors.same();
    }

    private Behavior<Command> ended(String reason, List<String> notReleased) {
        owner.tell(new Ended(reason, notReleased));
        return Behaviors.stopped();
    }
}
