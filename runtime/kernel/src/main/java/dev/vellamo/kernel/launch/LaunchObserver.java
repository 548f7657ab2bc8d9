package dev.vellamo.kernel.launch;

import dev.vellamo.kernel.KernelEvent;
import dev.vellamo.kernel.KernelException;
import dev.vellamo.kernel.KernelStatus.Phase;
import dev.vellamo.kernel.RollbackReport;
import dev.vellamo.kernel.Subcluster;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Takes what a subcluster's supervisor tells to status, to events and to the launcher. */
record LaunchObserver(
        LaunchSite site, SubclusterParts parts, LaunchedSubcluster subcluster, CompletableFuture<Subcluster> result)
        implements SubclusterActor.Observer {

    @Override
    public void phaseChanged(Phase phase) {
        parts.phase(phase);
        if (phase == Phase.LAUNCHING) {
            event(new KernelEvent.Launching(parts.id(), parts.name()));
        }
    }

    @Override
    public void launched() {
        event(new KernelEvent.Launched(parts.id(), parts.name()));
        site.host().execute(() -> result.complete(subcluster));
    }

    @Override
    public List<String> writtenOffThreads() {
        return parts.writtenOffThreads();
    }

    @Override
    public void rolledBack(KernelException reason) {
        event(new KernelEvent.RolledBack(parts.id(), parts.name(), reason));
        site.host().execute(() -> result.completeExceptionally(reason));
    }

    @Override
    public void ended(String reason, RollbackReport report) {
        event(new KernelEvent.Terminated(parts.id(), parts.name(), reason, report));
        subcluster.ended(reason, report);
    }

    private void event(KernelEvent event) {
        site.settings().listener().accept(event);
    }
}
