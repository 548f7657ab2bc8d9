package dev.vellamo.kernel.launch;

import dev.vellamo.kernel.KernelEvent;
import dev.vellamo.kernel.KernelException;
import dev.vellamo.kernel.KernelStatus.Phase;
import dev.vellamo.kernel.RollbackReport;
import dev.vellamo.kernel.Subcluster;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Takes what a subcluster's supervisor tells to status, to events and to the launcher. All but {@link #supervisorGone} is
 * called by the supervisor, before it stops.
 */
final class LaunchObserver implements SubclusterActor.Observer {

    private final LaunchSite site;
    private final SubclusterParts parts;
    private final SubclusterPlan plan;
    private final LaunchedSubcluster subcluster;
    private final CompletableFuture<Subcluster> result;
    private volatile boolean toldItsEnd;

    /**
     * For one launch, or for one that is restored.
     *
     * @param result is completed on the kernel's host threads
     */
    LaunchObserver(LaunchSite site, LaunchedSubcluster subcluster, CompletableFuture<Subcluster> result) {
        this.site = site;
        this.parts = subcluster.parts();
        this.plan = subcluster.plan();
        this.subcluster = subcluster;
        this.result = result;
    }

    @Override
    public void phaseChanged(Phase phase) {
        parts.phase(phase);
        if (phase == Phase.LAUNCHING) {
            site.event(new KernelEvent.Launching(parts.id(), parts.name()));
        } else if (phase == Phase.RESTORING) {
            site.event(new KernelEvent.Restoring(parts.id(), parts.name()));
        }
    }

    @Override
    public void launched() {
        site.table().launched(subcluster);
        site.event(
                plan.isRestore()
                        ? new KernelEvent.Restored(parts.id(), parts.name())
                        : new KernelEvent.Launched(parts.id(), parts.name()));
        site.host().execute(() -> result.complete(subcluster));
    }

    @Override
    public List<String> writtenOffThreads() {
        return parts.writtenOffThreads();
    }

    @Override
    public void rolledBack(KernelException reason) {
        if (plan.isRestore()) {
            ended(
                    String.valueOf(reason.getMessage()),
                    reason.rollback().orElseGet(() -> new RollbackReport("", List.of(), List.of(), List.of())));
            return;
        }
        toldItsEnd = true;
        site.event(new KernelEvent.RolledBack(parts.id(), parts.name(), reason));
        gone().thenRun(() -> site.host().execute(() -> result.completeExceptionally(reason)));
    }

    @Override
    public void ended(String reason, RollbackReport report) {
        toldItsEnd = true;
        site.event(
                site.isHalted() && plan.kept().isDurable()
                        ? new KernelEvent.Kept(parts.id(), parts.name(), report)
                        : new KernelEvent.Terminated(parts.id(), parts.name(), reason, report));
        gone().thenRun(() -> subcluster.ended(reason, report));
    }

    /** Nobody who heard of its end still finds it. */
    private CompletionStage<Void> gone() {
        return plan.kept().ended(plan.vats()).thenRun(() -> site.table().remove(parts.id()));
    }

    /** The supervisor's actor has stopped; {@code reason} is why, if it did not say so itself. */
    void supervisorGone(KernelException reason) {
        if (!toldItsEnd) {
            var report = new RollbackReport("", List.of(), List.of(), parts.writtenOffThreads());
            if (!plan.isRestore()) {
                rolledBack(reason);
                subcluster.ended(String.valueOf(reason.getMessage()), report);
            } else {
                ended(String.valueOf(reason.getMessage()), report);
            }
        }
    }
}
