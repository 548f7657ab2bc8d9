package dev.vellamo.kernel;

import dev.vellamo.kernel.KernelException.Code;
import dev.vellamo.kernel.launch.Boot;
import dev.vellamo.kernel.launch.Causes;
import dev.vellamo.kernel.launch.KernelActor;
import dev.vellamo.kernel.launch.KernelControl;
import dev.vellamo.kernel.launch.SubclustersActor;
import dev.vellamo.kernel.state.Entry;
import dev.vellamo.protocol.config.ClusterConfig;
import dev.vellamo.protocol.config.ClusterConfigParser;
import dev.vellamo.protocol.config.ConfigProblem;
import dev.vellamo.protocol.config.UnsupportedParts;
import dev.vellamo.protocol.config.VatCode;
import dev.vellamo.vat.Ref;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/** A kernel on an actor system, its own or an application's. */
final class RunningKernel implements Kernel {

    private final KernelSettings settings;
    private final KernelActor.Started running;
    private final CompletionStage<Done> ended;
    private final KernelControl control;
    private final Map<String, Subcluster> systemSubclusters = new ConcurrentHashMap<>();

    private final Set<PendingLaunch> pending = ConcurrentHashMap.newKeySet();

    /** One whose actor has started; it is to {@link #begin}. */
    RunningKernel(KernelSettings settings, KernelActor.Started running, CompletionStage<Done> ended) {
        this.settings = settings;
        this.running = running;
        this.ended = ended;
        this.control = new KernelControl(running.parts().site());
    }

    /** Brings back what was stored and launches the system subclusters; what the kernel was asked for ends with it. */
    void begin() {
        ended.thenRun(this::refusePending);
        ended.thenRun(control::end);
        var site = running.parts().site();
        var registry = site.services();
        registry.register(
                KernelService.NAME, new KernelService(this, site.host()), ServiceOptions.DEFAULT.systemOnly());
        settings.services().forEach((name, service) -> registry.register(name, service.object(), service.options()));
        var boot = new Boot(settings, running.parts());
        boot.repeatCalls();
        var restored = new CompletableFuture<List<Subcluster>>();
        // A store that fails at once ends the kernel before that is done.
        ended.thenRun(() -> restored.completeExceptionally(hasEnded()));
        running.subclusters().tell(new SubclustersActor.Restore(boot.restored(), restored));
        joined(restored).stream()
                .filter(subcluster -> boot.isSystem(subcluster.id()))
                .forEach(subcluster -> systemSubclusters.put(subcluster.name(), subcluster));
        launchSystemSubclusters();
    }

    private static <T> T joined(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof KernelException known ? known : e;
        }
    }

    /** Those that are not there yet. */
    private void launchSystemSubclusters() {
        settings.systemSubclusters().forEach((name, config) -> {
            if (!systemSubclusters.containsKey(name)) {
                systemSubclusters.put(name, launch(config.withName(name), true).join());
            }
        });
    }

    @Override
    public Launch launch(Path configFile) {
        return launch(ClusterConfigParser.parse(configFile), false);
    }

    @Override
    public Launch launch(ClusterConfig config) {
        return launch(config, false);
    }

    private Launch launch(ClusterConfig config, boolean isSystem) {
        var unsupported = UnsupportedParts.of(config);
        if (!unsupported.isEmpty()) {
            throw new KernelException(
                    Code.UNSUPPORTED,
                    unsupported.stream().map(ConfigProblem::toString).collect(Collectors.joining("\n")));
        }
        var launch =
                new SubclustersActor.Launch(config, isSystem, new CompletableFuture<>(), new CompletableFuture<>());
        var pendingLaunch = new PendingLaunch(launch, running.subclusters());
        pending.add(pendingLaunch);
        pendingLaunch.result().whenComplete((done, failure) -> pending.remove(pendingLaunch));
        running.subclusters().tell(launch);
        if (ended.toCompletableFuture().isDone()) {
            refusePending();
        }
        return pendingLaunch;
    }

    /** Once the kernel has ended nobody else answers. */
    private void refusePending() {
        var stopped = hasEnded();
        pending.forEach(launch -> launch.refuse(stopped));
    }

    private KernelException hasEnded() {
        return new KernelException(
                Code.STOPPED, "the kernel has ended: " + running.parts().whyItEnds());
    }

    @Override
    public List<Subcluster> subclusters() {
        return running.parts().site().table().launched();
    }

    @Override
    public Subcluster subcluster(String idOrName) {
        var all = subclusters();
        var found = all.stream()
                .filter(each -> each.id().equals(idOrName))
                .findFirst()
                .map(List::of)
                .orElseGet(() -> all.stream()
                        .filter(each -> each.name().equals(idOrName))
                        .toList());
        if (found.isEmpty()) {
            throw new KernelException(Code.SUBCLUSTER_NOT_FOUND, "there is no subcluster \"" + idOrName + "\"");
        }
        if (found.size() > 1) {
            var ids = found.stream().map(Subcluster::id).collect(Collectors.joining(", "));
            throw new KernelException(
                    Code.DUPLICATE_NAME, "the subclusters " + ids + " are named \"" + idOrName + "\"; use an id");
        }
        return found.get(0);
    }

    @Override
    public Subcluster systemSubcluster(String name) {
        var subcluster = systemSubclusters.get(name);
        if (subcluster == null) {
            throw new KernelException(Code.SUBCLUSTER_NOT_FOUND, "system subcluster \"" + name + "\" not found");
        }
        return subcluster;
    }

    @Override
    public CompletionStage<Done> ping(String vat) {
        return control.ping(vat);
    }

    @Override
    public CompletionStage<Done> restartVat(String vat) {
        return control.restart(vat);
    }

    @Override
    public CompletionStage<Done> terminateVat(String vat) {
        return control.terminate(vat);
    }

    @Override
    public CompletionStage<Done> upgradeVat(String vat, VatCode code) {
        return control.upgrade(vat, code);
    }

    @Override
    public CompletionStage<Done> revoke(Ref ref) {
        return control.revoke(ref);
    }

    @Override
    public CompletionStage<Done> revoke(String ref) {
        return control.revoke(ref);
    }

    @Override
    public CompletionStage<Boolean> isRevoked(Ref ref) {
        return control.isRevoked(ref);
    }

    @Override
    public CompletionStage<Boolean> isRevoked(String ref) {
        return control.isRevoked(ref);
    }

    @Override
    public CompletionStage<Done> pin(Ref ref) {
        return control.pin(ref);
    }

    @Override
    public CompletionStage<Done> unpin(Ref ref) {
        return control.unpin(ref);
    }

    @Override
    public CompletionStage<Done> collectGarbage() {
        return control.collectGarbage();
    }

    @Override
    public CompletionStage<Done> reset() {
        var cleared = new CompletableFuture<Done>();
        running.subclusters().tell(new SubclustersActor.Clear(cleared));
        ended.thenRun(() -> cleared.completeExceptionally(hasEnded()));
        var site = running.parts().site();
        var host = site.host();
        // Not with join: this may have been asked for by a service, and the launches need threads for services.
        return cleared.thenComposeAsync(
                        done -> {
                            site.vats().sequencer().submit(new Entry.ForgetOutcomes());
                            return relaunchSystemSubclusters();
                        },
                        host::execute)
                .thenCompose(done -> control.collectGarbage());
    }

    private CompletionStage<Void> relaunchSystemSubclusters() {
        systemSubclusters.clear();
        var launches = settings.systemSubclusters().entrySet().stream()
                .map(entry -> launch(entry.getValue().withName(entry.getKey()), true)
                        .result()
                        .thenAccept(subcluster -> systemSubclusters.put(entry.getKey(), subcluster))
                        .toCompletableFuture())
                .toArray(CompletableFuture[]::new);
        return CompletableFuture.allOf(launches);
    }

    @Override
    public Services services() {
        return running.parts().site().services();
    }

    @Override
    public Caller caller(String name) {
        return running.parts().site().host().caller(name);
    }

    @Override
    public Flow<ByteString, ByteString, NotUsed> stream(Ref target, String method, @Nullable Object... arguments) {
        return running.parts().site().host().streams().flow(target, method, arguments);
    }

    @Override
    public CompletionStage<String> whenEnded() {
        return ended.thenApply(done -> running.parts().whyItEnds());
    }

    @Override
    public KernelStatus status() {
        return new KernelStatus(
                settings.name(),
                running.parts().site().table().status(),
                services().names(),
                running.parts().pool().writtenOffThreads(),
                running.parts().storeStatus());
    }

    @Override
    public CompletionStage<Done> shutdown() {
        running.kernel().tell(KernelActor.Shutdown.INSTANCE);
        return ended;
    }

    @Override
    public void close() {
        try {
            shutdown().toCompletableFuture().join();
        } catch (CompletionException e) {
            throw new KernelException(
                    Code.INTERNAL, "the kernel did not end cleanly: " + Causes.describe(e), Causes.unwrap(e), null);
        }
    }
}
