package dev.vellamo.kernel.launch;

import dev.vellamo.kernel.KernelException;
import dev.vellamo.kernel.RollbackReport;
import dev.vellamo.kernel.Subcluster;
import dev.vellamo.kernel.host.HostSide;
import dev.vellamo.protocol.config.ClusterConfig;
import dev.vellamo.vat.Promise;
import dev.vellamo.vat.Ref;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;

/** A subcluster in the hands of an embedder. */
final class LaunchedSubcluster implements Subcluster {

    private record Ended(String reason, RollbackReport report) {}

    private final SubclusterParts parts;
    private final SubclusterPlan plan;
    private final HostSide host;
    private final ActorRef<SubclustersActor.Command> subclusters;
    private final CompletableFuture<Ended> ended = new CompletableFuture<>();

    LaunchedSubcluster(
            SubclusterParts parts, SubclusterPlan plan, HostSide host, ActorRef<SubclustersActor.Command> subclusters) {
        this.parts = parts;
        this.plan = plan;
        this.host = host;
        this.subclusters = subclusters;
    }

    SubclusterParts parts() {
        return parts;
    }

    SubclusterPlan plan() {
        return plan;
    }

    @Override
    public String id() {
        return parts.id();
    }

    @Override
    public String name() {
        return parts.name();
    }

    @Override
    public ClusterConfig config() {
        return plan.config();
    }

    @Override
    public Map<String, Ref> vats() {
        return Collections.unmodifiableMap(plan.roots());
    }

    @Override
    public Ref vat(String vatName) {
        var root = plan.roots().get(vatName);
        if (root == null) {
            throw new KernelException(
                    KernelException.Code.VAT_NOT_FOUND,
                    "subcluster " + id() + " (" + name() + ") has no vat \"" + vatName + "\"; it has "
                            + plan.roots().keySet());
        }
        return root;
    }

    @Override
    public Promise<Object> bootstrapResult() {
        return plan.bootstrapAnswer();
    }

    @Override
    public CompletionStage<RollbackReport> terminate() {
        subclusters.tell(new SubclustersActor.Terminate(id(), "terminated"));
        return ended.thenApply(Ended::report);
    }

    @Override
    public CompletionStage<String> whenEnded() {
        return ended.thenApply(Ended::reason);
    }

    @Override
    public String toString() {
        return "subcluster " + id() + " (" + name() + ")";
    }

    void ended(String reason, RollbackReport report) {
        host.execute(() -> ended.complete(new Ended(reason, report)));
    }
}
