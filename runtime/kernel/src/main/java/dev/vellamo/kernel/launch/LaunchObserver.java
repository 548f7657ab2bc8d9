package dev.vellamo.kernel.launch;

import dev.vellamo.kernel.KernelEvent;
import dev.vellamo.kernel.KernelException;
import dev.vellamo.kernel.KernelStatus.Phase;
import dev.vellamo.kernel.RollbackReport;
import dev.vellamo.kernel.Subcluster;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Takes what a subcluster's supervisor tells to status, to events and to the launcher. All but {@link #supervisorGone} is
 * called by the supervisor, before it stops.
 */
final class LaunchObserver implements SubclusterActor.Observer {

    private final LaunchSite site;
    private final SubclusterParts parts;
    private final LaunchedSubcluster subcluster;
    private final CompletableFuture<Subcluster> result;
    private volatile boolean toldItsEnd;

    LaunchObserver(
            LaunchSite site,
            SubclusterParts parts,
            LaunchedSubcluster subcluster,
            CompletableFuture<Subcluster> result) {
        this.site = site;
        this.parts = parts;
        this.subcluster = subcluster;
        this.result = result;
    }

    @Override
    public void phaseChanged(Phase phase) {
        parts.phase(phase);
        if (phase == Phase.LAUNCHING) {
            site.event(new KernelEvent.Launching(parts.id(), parts.name()));
        }
    }

    @Override
    public void launched() {
        site.event(new KernelEvent.Launched(parts.id(), parts.name()));
        site.host().execute(() -> result.complete(subcluster));
    }

    @Override
    public List<String> writtenOffThreads() {
        return parts.writtenOffThreads();
    }

    @Override
    public void rolledBack(KernelException reason) {
        toldItsEnd = true;
        site.event(new KernelEvent.RolledBack(parts.id(), parts.name(), reason));
        site.host().execute(() -> result.completeExceptionally(reason));
    }

    @Override
    public void ended(String reason, RollbackReport report) {
        toldItsEnd = true;
        site.event(new KernelEvent.Terminated(parts.id(), parts.name(), reason, report));
        subcluster.ended(reason, report);
    }

    /** The supervisor's actor has stopped; {@code reason} is why, if it did not say so itself. */
    void supervisorGone(KernelException reason) {
        if (!toldItsEnd) {
            rolledBack(reason);
            subcluster.ended(
                    String.valueOf(reason.getMessage()),
                    new RollbackReport("", List.of(), List.of(), parts.writtenOffThreads()));
        }
    }
}
