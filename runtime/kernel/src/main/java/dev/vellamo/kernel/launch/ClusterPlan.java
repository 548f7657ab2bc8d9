package dev.vellamo.kernel.launch;

import dev.vellamo.kernel.KernelException;
import dev.vellamo.kernel.state.KernelObject;
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
 * The launch plan of one cluster config: services, then IO channels, then guests, then vats, each in the order of the
 * config, then bootstrap. So releasing in reverse ends vats before their guests and channels.
 */
final class ClusterPlan implements SubclusterPlan {

    private final ClusterConfig config;
    private final LaunchSite site;
    private final SubclusterParts parts;
    private final KeptSubcluster kept;
    private final boolean isSystem;
    private final Map<String, Ref> roots = Collections.synchronizedMap(new LinkedHashMap<>());
    private final List<VatRecord> vats = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, Ref> granted = Collections.synchronizedMap(new LinkedHashMap<>());
    private final CompletableFuture<Promise<Object>> bootstrapAnswer = new CompletableFuture<>();

    ClusterPlan(ClusterConfig config, LaunchSite site, SubclusterParts parts, boolean isSystem) {
        this.config = config;
        this.site = site;
        this.parts = parts;
        this.isSystem = isSystem;
        this.kept = KeptSubcluster.of(site, parts, config, isSystem);
    }

    @Override
    public List<Step> apply(ActorRef<SubclusterActor.Command> supervisor) {
        kept.launching();
        var launch = new LaunchContext(site, parts, supervisor);
        var steps = new ArrayList<Step>();
        if (!config.services().isEmpty()) {
            steps.add(new ServicesStep());
        }
        config.io()
                .forEach((name, io) ->
                        steps.add(new ChannelStep(launch, name, io, object -> granted.put(name, ref(object)))));
        var guests = new GuestSteps(launch, config, false);
        guests.all().forEach(step -> {
            granted.put(step.guestName(), ref(step.object()));
            steps.add(step);
        });
        config.vats().forEach((name, vat) -> {
            var step = VatStep.launching(launch, name, vat, guests.of(vat));
            roots.put(name, ref(step.record().root()));
            vats.add(step.record());
            steps.add(step);
        });
        steps.add(new BootstrapStep(
                config.bootstrap(),
                () -> root(config.bootstrap()),
                () -> new Object[] {roots, granted},
                bootstrapAnswer));
        if (site.keeps()) {
            steps.add(new WaitStep("store", this::keep));
        }
        return steps;
    }

    /** Nobody hears that it is launched before that is on disk. */
    private CompletionStage<?> keep() {
        return bootstrapAnswer
                .join()
                .thenCompose(answer -> kept.launched(site.host().encode(answer)));
    }

    @Override
    public ClusterConfig config() {
        return config;
    }

    @Override
    public Map<String, Ref> roots() {
        return roots;
    }

    @Override
    public List<VatRecord> vats() {
        return List.copyOf(vats);
    }

    /** What bootstrap answered; only once it has. */
    @Override
    public Promise<Object> bootstrapAnswer() {
        return bootstrapAnswer.join();
    }

    @Override
    public KeptSubcluster kept() {
        return kept;
    }

    @Override
    public boolean isRestore() {
        return false;
    }

    private Ref root(String vat) {
        var root = roots.get(vat);
        if (root == null) {
            throw new KernelException(KernelException.Code.INTERNAL, "vat \"" + vat + "\" has no root");
        }
        return root;
    }

    private Ref ref(KernelObject object) {
        return site.host().ref(object);
    }

    /** Resolves the names of services to references. Registering them is not this subcluster's, so it holds nothing. */
    private final class ServicesStep implements Step {
        @Override
        public String name() {
            return "services";
        }

        @Override
        public CompletionStage<Held> acquire() {
            config.services()
                    .forEach(name -> granted.put(name, ref(site.services().grant(name, isSystem))));
            return CompletableFuture.completedFuture(Held.NOTHING);
        }

        @Override
        public void cancel() {
            // It never waits.
        }
    }
}
