package dev.vellamo.kernel.launch;

import dev.vellamo.kernel.KernelSettings;
import dev.vellamo.kernel.store.StoreContent;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.BehaviorBuilder;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * The root of a kernel's supervision tree.
 *
 * <pre>
 *   running --Shutdown--> settling --nothing is applied any more, the rest is on disk--> ending --all ended--> stopped
 * </pre>
 */
public final class KernelActor {

    /** For the disk to take what was applied. One that takes longer does not answer at all; the rest ends without it. */
    private static final Duration SETTLE_TIMEOUT = Duration.ofSeconds(30);

    public sealed interface Command {}

    /** End everything, then the kernel. May be said more than once. */
    public enum Shutdown implements Command {
        INSTANCE
    }

    private enum Settled implements Command {
        INSTANCE
    }

    private enum SubclustersEnded implements Command {
        INSTANCE
    }

    /** What the kernel is given once it runs. */
    public record Started(
            ActorRef<Command> kernel, ActorRef<SubclustersActor.Command> subclusters, KernelParts parts) {}

    /**
     * A kernel.
     *
     * @param content what an earlier kernel stored
     * @param started is completed with what it consists of, or with why it could not be made
     * @param ended is called once, when it stops, however that came; returns at once
     */
    public static Behavior<Command> create(
            KernelSettings settings, StoreContent content, CompletableFuture<Started> started, Runnable ended) {
        return Behaviors.setup(context -> {
            var self = context.getSelf();
            KernelParts parts;
            try {
                parts = KernelParts.create(settings, content, context.getSystem(), () -> self.tell(Shutdown.INSTANCE));
            } catch (RuntimeException | Error e) {
                // Whoever starts the kernel waits for this; the actor system logs it, and that is all it does.
                settings.durability().ifPresent(kept -> kept.store().close());
                started.completeExceptionally(e);
                throw e;
            }
            var subclusters =
                    context.spawn(SubclustersActor.create(parts.site(), parts.lastSubcluster()), "subclusters");
            context.watch(subclusters);
            started.complete(new Started(self, subclusters, parts));
            return new KernelActor(context, subclusters, parts, ended).running();
        });
    }

    private final ActorContext<Command> context;
    private final ActorRef<SubclustersActor.Command> subclusters;
    private final KernelParts parts;
    private final Runnable ended;

    private KernelActor(
            ActorContext<Command> context,
            ActorRef<SubclustersActor.Command> subclusters,
            KernelParts parts,
            Runnable ended) {
        this.context = context;
        this.subclusters = subclusters;
        this.parts = parts;
        this.ended = ended;
    }

    private Behavior<Command> running() {
        return Behaviors.receive(Command.class)
                .onMessageEquals(Shutdown.INSTANCE, this::onShutdown)
                .onSignal(PostStop.class, stop -> onStopped())
                .onSignal(Terminated.class, died -> Behaviors.stopped())
                .build();
    }

    private Behavior<Command> onShutdown() {
        context.pipeToSelf(settled(), (ok, failure) -> Settled.INSTANCE);
        return ending().onMessageEquals(Settled.INSTANCE, this::endSubclusters).build();
    }

    /**
     * A kernel with a store keeps what there is for the next one: from a place in the order on nothing is applied, so that
     * what ends now does not end for good. Everything before that place leaves first, while its receivers are still there.
     */
    private CompletionStage<?> settled() {
        var site = parts.site();
        if (!site.keeps() || site.isHalted()) {
            return CompletableFuture.completedFuture(Done.getInstance());
        }
        var settled = site.onDisk();
        site.vats().sequencer().halt();
        return CompletableFuture.anyOf(
                        settled.toCompletableFuture(), parts.storeFailed().toCompletableFuture())
                .orTimeout(SETTLE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Vats that end from now on need to know that the kernel state says no more of them, also after the time limit. */
    private Behavior<Command> endSubclusters() {
        if (parts.site().keeps()) {
            parts.site().vats().sequencer().haltNow();
        }
        var done = new CompletableFuture<Done>();
        subclusters.tell(new SubclustersActor.Shutdown(done, "the kernel ends: " + parts.whyItEnds()));
        context.pipeToSelf(done, (ok, failure) -> SubclustersEnded.INSTANCE);
        return ending().build();
    }

    private BehaviorBuilder<Command> ending() {
        return Behaviors.receive(Command.class)
                .onMessageEquals(Shutdown.INSTANCE, Behaviors::same)
                .onMessageEquals(SubclustersEnded.INSTANCE, Behaviors::stopped)
                .onSignal(PostStop.class, stop -> onStopped())
                .onSignal(Terminated.class, died -> Behaviors.stopped());
    }

    /** Closing waits for threads, so it has one of its own. */
    private Behavior<Command> onStopped() {
        var closing = new Thread(
                () -> {
                    try {
                        parts.close();
                    } finally {
                        ended.run();
                    }
                },
                context.getSelf().path().name() + "-closing");
        closing.start();
        return Behaviors.same();
    }
}
