package dev.vellamo.kernel;

import com.typesafe.config.ConfigFactory;
import dev.vellamo.kernel.KernelException.Code;
import dev.vellamo.kernel.launch.Causes;
import dev.vellamo.kernel.launch.KernelActor;
import dev.vellamo.kernel.launch.SubclustersActor;
import dev.vellamo.protocol.config.ClusterConfig;
import dev.vellamo.protocol.config.ClusterConfigParser;
import dev.vellamo.protocol.config.ConfigProblem;
import dev.vellamo.protocol.config.UnsupportedParts;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A kernel on an actor system, its own or an application's. */
final class RunningKernel implements Kernel {

    private static final Logger LOG = LoggerFactory.getLogger("dev.vellamo.kernel");

    /** What an actor system of a kernel's own has different: the JVM belongs to the embedder, not to it. */
    private static final String OWN_SYSTEM = """
            pekko.daemonic = on
            pekko.jvm-shutdown-hooks = off
            pekko.jvm-exit-on-fatal-error = off
            pekko.coordinated-shutdown.run-by-jvm-shutdown-hook = off
            pekko.log-dead-letters = off
            pekko.log-dead-letters-during-shutdown = off
            """;

    private final KernelSettings settings;
    private final KernelActor.Started running;
    private final CompletionStage<Done> ended;
    private final Map<String, Subcluster> systemSubclusters = new LinkedHashMap<>();

    private final Set<PendingLaunch> pending = ConcurrentHashMap.newKeySet();

    private RunningKernel(KernelSettings settings, KernelActor.Started running, CompletionStage<Done> ended) {
        this.settings = settings;
        this.running = running;
        this.ended = ended;
    }

    static Kernel start(KernelSettings settings) {
        LOG.debug("kernel \"{}\" starts", settings.name());
        var started = new CompletableFuture<KernelActor.Started>();
        var closed = new CompletableFuture<Done>();
        var config = ConfigFactory.parseString(OWN_SYSTEM)
                .withFallback(ConfigFactory.load(RunningKernel.class.getClassLoader()));
        var system = ActorSystem.create(
                KernelActor.create(settings, started, () -> closed.complete(Done.getInstance())),
                actorName(settings),
                config);
        // The system ends with its guardian, the kernel's actor.
        var ended = closed.thenCombine(system.getWhenTerminated(), (kernelClosed, systemEnded) -> systemEnded);
        return start(settings, started, ended);
    }

    static Kernel startIn(ActorSystem<?> system, KernelSettings settings) {
        var started = new CompletableFuture<KernelActor.Started>();
        var closed = new CompletableFuture<Done>();
        system.systemActorOf(
                KernelActor.create(settings, started, () -> closed.complete(Done.getInstance())),
                actorName(settings) + "-" + UUID.randomUUID(),
                Props.empty());
        return start(settings, started, closed);
    }

    private static String actorName(KernelSettings settings) {
        return settings.name().replaceAll("[^a-zA-Z0-9_-]", "-");
    }

    private static Kernel start(
            KernelSettings settings, CompletableFuture<KernelActor.Started> started, CompletionStage<Done> ended) {
        var kernel = new RunningKernel(settings, started.join(), ended);
        ended.thenRun(kernel::refusePending);
        try {
            kernel.registerServices();
            kernel.launchSystemSubclusters();
        } catch (RuntimeException e) {
            kernel.close();
            throw e;
        }
        return kernel;
    }

    private void registerServices() {
        var registry = running.parts().site().services();
        settings.services().forEach((name, service) -> registry.register(name, service.object(), service.options()));
    }

    private void launchSystemSubclusters() {
        settings.systemSubclusters()
                .forEach((name, config) ->
                        systemSubclusters.put(name, launch(config, true).join()));
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
        var stopped = new KernelException(Code.STOPPED, "the kernel has ended");
        pending.forEach(launch -> launch.refuse(stopped));
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
    public Services services() {
        return running.parts().site().services();
    }

    @Override
    public Caller caller(String name) {
        return running.parts().site().host().caller(name);
    }

    @Override
    public CompletionStage<String> whenEnded() {
        return ended.thenApply(done -> running.parts().whyItEnds());
    }

    @Override
    public KernelStatus status() {
        return new KernelStatus(
                settings.name(),
                running.parts().table().status(),
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
