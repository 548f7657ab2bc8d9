package dev.vellamo.kernel.launch;

import dev.vellamo.kernel.state.VatRecord;
import dev.vellamo.protocol.config.ClusterConfig;
import dev.vellamo.vat.Promise;
import dev.vellamo.vat.Ref;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * How a subcluster of an earlier kernel comes back: its IO channels, then, when those of all others were tried as well, its
 * vats. No step of it fails: what cannot come back yet is tried again. Bootstrap is not called.
 */
final class RestorePlan implements SubclusterPlan {

    private final RestoredSubcluster restored;
    private final LaunchSite site;
    private final SubclusterParts parts;
    private final RestoreGate gate;
    private final KeptSubcluster kept;
    private final Promise<Object> bootstrapAnswer;
    private final Map<String, Ref> roots = new LinkedHashMap<>();

    RestorePlan(RestoredSubcluster restored, LaunchSite site, SubclusterParts parts, RestoreGate gate) {
        this.restored = restored;
        this.site = site;
        this.parts = parts;
        this.gate = gate;
        this.kept = new KeptSubcluster(site, restored.record());
        this.bootstrapAnswer = site.host().fulfilled(restored.answer());
        restored.vats().forEach(vat -> roots.put(vat.name(), site.host().ref(vat.root())));
    }

    @Override
    public List<Step> apply(ActorRef<SubclusterActor.Command> supervisor) {
        var launch = new LaunchContext(site, parts, supervisor);
        var steps = new ArrayList<Step>();
        restored.config().io().forEach((name, io) -> steps.add(ChannelStep.restoring(launch, name, io)));
        steps.add(new WaitStep("channels of all subclusters", () -> {
            gate.arrived(parts.id());
            return gate.open();
        }));
        var guests = new GuestSteps(launch, restored.config(), true);
        steps.addAll(guests.all());
        var vats = new ArrayList<VatStep>();
        for (var vat : restored.vats()) {
            var config = restored.config().vats().get(vat.name());
            if (config == null) {
                throw new IllegalStateException(
                        "vat " + vat.label() + " is stored, and the config of its subcluster does not name it");
            }
            vats.add(VatStep.restoring(launch, vat, config, guests.of(config)));
        }
        steps.addAll(vats);
        steps.add(new WaitStep("starts of vats", () -> all(vats)));
        return steps;
    }

    private static CompletionStage<?> all(List<VatStep> vats) {
        return CompletableFuture.allOf(
                vats.stream().map(vat -> vat.tried().toCompletableFuture()).toArray(CompletableFuture[]::new));
    }

    @Override
    public ClusterConfig config() {
        return restored.config();
    }

    @Override
    public Map<String, Ref> roots() {
        return Collections.unmodifiableMap(roots);
    }

    @Override
    public List<VatRecord> vats() {
        return restored.vats();
    }

    @Override
    public Promise<Object> bootstrapAnswer() {
        return bootstrapAnswer;
    }

    @Override
    public KeptSubcluster kept() {
        return kept;
    }

    @Override
    public boolean isRestore() {
        return true;
    }
}
