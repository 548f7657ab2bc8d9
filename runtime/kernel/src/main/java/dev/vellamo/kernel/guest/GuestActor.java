package dev.vellamo.kernel.guest;

import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.vat.VatException;
import dev.vellamo.vm.process.GuestSpec;
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

    private record Told(GuestProcess.News news) implements Command {}

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

    private final Identity identity;
    private final Supplier<CompletionStage<Launch>> launch;
    private final Observer observer;
    private final ActorContext<Command> context;
    private final ActorRef<GuestProcess.News> news;
    private int starts;

    private GuestActor(
            Identity identity,
            Supplier<CompletionStage<Launch>> launch,
            Observer observer,
            ActorContext<Command> context) {
        this.identity = identity;
        this.launch = launch;
        this.observer = observer;
        this.context = context;
        this.news = context.messageAdapter(GuestProcess.News.class, Told::new);
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

    private Behavior<Command> absent() {
        return BehaviorBuilder.<Command>create()
                .onMessage(Enter.class, this::start)
                .onMessageEquals(Stop.INSTANCE, this::stopped)
                .build();
    }

    private Behavior<Command> start(Enter first) {
        starts++;
        var process = context.spawn(GuestProcess.create(identity, launch.get(), news), "process-" + starts);
        var waiting = new ArrayList<CompletableFuture<GuestLink>>();
        waiting.add(first.entered());
        return starting(process, waiting);
    }

    private Behavior<Command> starting(
            ActorRef<GuestProcess.Command> process, List<CompletableFuture<GuestLink>> waiting) {
        return BehaviorBuilder.<Command>create()
                .onMessage(Enter.class, enter -> {
                    waiting.add(enter.entered());
                    return Behaviors.same();
                })
                .onMessage(
                        Told.class,
                        told -> told.news() instanceof GuestProcess.Ready ready
                                ? onReady(process, ready, waiting)
                                : died((GuestProcess.Ended) told.news(), waiting))
                .onMessageEquals(Stop.INSTANCE, () -> {
                    refuse(waiting, "it is stopped");
                    return stop(process);
                })
                .build();
    }

    private Behavior<Command> onReady(
            ActorRef<GuestProcess.Command> process,
            GuestProcess.Ready ready,
            List<CompletableFuture<GuestLink>> waiting) {
        observer.ready(ready.process(), starts);
        waiting.forEach(each -> each.complete(ready.link()));
        return present(process, ready.link());
    }

    private Behavior<Command> present(ActorRef<GuestProcess.Command> process, GuestLink link) {
        return BehaviorBuilder.<Command>create()
                .onMessage(Enter.class, enter -> {
                    enter.entered().complete(link);
                    return Behaviors.same();
                })
                .onMessage(Told.class, told -> died((GuestProcess.Ended) told.news(), List.of()))
                .onMessageEquals(Stop.INSTANCE, () -> stop(process))
                .build();
    }

    private Behavior<Command> stop(ActorRef<GuestProcess.Command> process) {
        process.tell(GuestProcess.Stop.INSTANCE);
        return BehaviorBuilder.<Command>create()
                .onMessage(Enter.class, enter -> {
                    refuse(List.of(enter.entered()), "it is stopped");
                    return Behaviors.same();
                })
                .onMessage(Told.class, told -> {
                    if (told.news() instanceof GuestProcess.Ended ended) {
                        observer.notReleased(ended.notReleased());
                        return stopped();
                    }
                    return Behaviors.same();
                })
                .onMessageEquals(Stop.INSTANCE, Behaviors::same)
                .build();
    }

    private Behavior<Command> died(GuestProcess.Ended ended, List<CompletableFuture<GuestLink>> waiting) {
        var reason = ended.reason().isEmpty() ? "it ended" : ended.reason();
        observer.notReleased(ended.notReleased());
        observer.died(reason);
        refuse(waiting, reason);
        return absent();
    }

    private void refuse(List<CompletableFuture<GuestLink>> waiting, String why) {
        var refusal = new VatException(ErrorCode.VAT_FAILED, "guest \"" + identity.name() + "\": " + why);
        waiting.forEach(each -> each.completeExceptionally(refusal));
    }

    private Behavior<Command> stopped() {
        observer.stopped();
        return Behaviors.stopped();
    }
}
