package dev.vellamo.kernel.launch;

import dev.vellamo.kernel.KernelException;
import dev.vellamo.kernel.KernelException.Code;
import dev.vellamo.kernel.Subcluster;
import dev.vellamo.protocol.config.ClusterConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/** All subclusters of a kernel: gives them their ids and ends them with the kernel. */
public final class SubclustersActor extends AbstractBehavior<SubclustersActor.Command> {

    public sealed interface Command {}

    /**
     * Launch a config.
     *
     * @param id is completed with the id at once
     * @param result is completed on the kernel's host threads
     */
    public record Launch(
            ClusterConfig config, boolean isSystem, CompletableFuture<String> id, CompletableFuture<Subcluster> result)
            implements Command {}

    /** Give up a launch, or end a subcluster. An unknown id is no error: it has ended. */
    public record Terminate(String id, String reason) implements Command {}

    /** Bring back what an earlier kernel left; {@code subclusters} is completed at once, before their vats start. */
    public record Restore(List<RestoredSubcluster> restored, CompletableFuture<List<Subcluster>> subclusters)
            implements Command {}

    /** End all, and go on; {@code done} is completed when those are gone. */
    public record Clear(CompletableFuture<Done> done) implements Command {}

    /** End all, with this reason, and launch no more; {@code done} is completed when nothing is left. */
    public record Shutdown(CompletableFuture<Done> done, String reason) implements Command {}

    private record Stopped(String id) implements Command {}

    private final LaunchSite site;
    private final SubclusterTable table;
    private final Map<String, ActorRef<SubclusterActor.Command>> running = new LinkedHashMap<>();
    private final Map<String, LaunchObserver> observers = new HashMap<>();
    private final List<CompletableFuture<Done>> waitingForEnd = new ArrayList<>();
    private final Map<CompletableFuture<Done>, Set<String>> clearing = new HashMap<>();
    private RestoreGate gate = new RestoreGate(Set.of());
    private long lastNumber;
    private String whyItEnds = "";

    private SubclustersActor(ActorContext<Command> context, LaunchSite site, long lastNumber) {
        super(context);
        this.site = site;
        this.table = site.table();
        this.lastNumber = lastNumber;
    }

    /**
     * No subclusters yet; the table of {@code site} shows them to status.
     *
     * @param lastNumber of subclusters that there were
     */
    public static Behavior<Command> create(LaunchSite site, long lastNumber) {
        return Behaviors.setup(context -> new SubclustersActor(context, site, lastNumber));
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Launch.class, this::onLaunch)
                .onMessage(Restore.class, this::onRestore)
                .onMessage(Terminate.class, this::onTerminate)
                .onMessage(Clear.class, this::onClear)
                .onMessage(Shutdown.class, this::onShutdown)
                .onMessage(Stopped.class, this::onStopped)
                .onSignal(PostStop.class, stop -> onPostStop())
                .build();
    }

    private Behavior<Command> onLaunch(Launch launch) {
        if (!waitingForEnd.isEmpty()) {
            var stopped = new KernelException(Code.STOPPED, "nothing is launched any more: " + whyItEnds);
            launch.id().completeExceptionally(stopped);
            site.host().execute(() -> launch.result().completeExceptionally(stopped));
            return this;
        }
        lastNumber++;
        var id = "s" + lastNumber;
        var parts = new SubclusterParts(id, launch.config().name().orElse(id));
        var plan = new ClusterPlan(launch.config(), site, parts, launch.isSystem());
        spawn(parts, plan, launch.result());
        launch.id().complete(id);
        return this;
    }

    private LaunchedSubcluster spawn(SubclusterParts parts, SubclusterPlan plan, CompletableFuture<Subcluster> result) {
        var id = parts.id();
        var subcluster =
                new LaunchedSubcluster(parts, plan, site.host(), getContext().getSelf());
        var observer = new LaunchObserver(site, subcluster, result);
        table.add(parts);
        var limits = site.settings().launchLimits();
        var actor = getContext()
                .spawn(SubclusterActor.create(plan, plan.isRestore() ? limits.forRestore() : limits, observer), id);
        getContext().watchWith(actor, new Stopped(id));
        running.put(id, actor);
        observers.put(id, observer);
        return subcluster;
    }

    private Behavior<Command> onRestore(Restore restore) {
        var ids = new HashSet<String>();
        restore.restored().forEach(each -> ids.add(each.record().id()));
        gate = new RestoreGate(ids);
        var subclusters = new ArrayList<Subcluster>();
        for (var each : restore.restored()) {
            var row = each.record().stored();
            var parts = new SubclusterParts(row.id(), row.name());
            var subcluster = spawn(parts, new RestorePlan(each, site, parts, gate), new CompletableFuture<>());
            table.launched(subcluster);
            subclusters.add(subcluster);
        }
        restore.subclusters().complete(subclusters);
        return this;
    }

    private Behavior<Command> onClear(Clear clear) {
        clearing.put(clear.done(), new HashSet<>(running.keySet()));
        running.values().forEach(actor -> actor.tell(new SubclusterActor.Terminate("the kernel is reset")));
        return endIfEmpty();
    }

    private Behavior<Command> onTerminate(Terminate terminate) {
        var actor = running.get(terminate.id());
        if (actor != null) {
            actor.tell(new SubclusterActor.Terminate(terminate.reason()));
        }
        return this;
    }

    private Behavior<Command> onShutdown(Shutdown shutdown) {
        waitingForEnd.add(shutdown.done());
        whyItEnds = shutdown.reason();
        running.values().forEach(actor -> actor.tell(new SubclusterActor.Terminate(shutdown.reason())));
        return endIfEmpty();
    }

    private Behavior<Command> onStopped(Stopped stopped) {
        running.remove(stopped.id());
        gate.arrived(stopped.id());
        clearing.values().forEach(ids -> ids.remove(stopped.id()));
        table.remove(stopped.id());
        var observer = observers.remove(stopped.id());
        if (observer != null) {
            observer.supervisorGone(
                    new KernelException(Code.INTERNAL, "the supervisor of " + stopped.id() + " died; see the log"));
        }
        return endIfEmpty();
    }

    /** Stopped from outside, with all subclusters: whoever waits for one hears that it has ended. */
    private Behavior<Command> onPostStop() {
        observers.forEach((id, observer) -> {
            table.remove(id);
            observer.supervisorGone(new KernelException(
                    Code.STOPPED, "subcluster " + id + " ended: the kernel was stopped before it was shut down"));
        });
        observers.clear();
        running.clear();
        return endIfEmpty();
    }

    private Behavior<Command> endIfEmpty() {
        clearing.entrySet().removeIf(entry -> {
            var isDone = entry.getValue().isEmpty() || running.isEmpty();
            return isDone && entry.getKey().complete(Done.getInstance());
        });
        if (running.isEmpty()) {
            waitingForEnd.forEach(done -> done.complete(Done.getInstance()));
        }
        return this;
    }
}
