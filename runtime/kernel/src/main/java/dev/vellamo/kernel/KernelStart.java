package dev.vellamo.kernel;

import com.typesafe.config.ConfigFactory;
import dev.vellamo.kernel.launch.KernelActor;
import dev.vellamo.kernel.store.StoreContent;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts kernels: reads what is stored, starts the kernel's actor, and waits until all that is to run does. */
final class KernelStart {

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

    private KernelStart() {}

    /** Starts one on an actor system of its own, which ends with it. */
    static Kernel start(KernelSettings settings) {
        LOG.debug("kernel \"{}\" starts", settings.name());
        var content = stored(settings);
        var started = new CompletableFuture<KernelActor.Started>();
        var closed = new CompletableFuture<Done>();
        var config = ConfigFactory.parseString(OWN_SYSTEM)
                .withFallback(ConfigFactory.load(KernelStart.class.getClassLoader()));
        var system = ActorSystem.create(
                KernelActor.create(settings, content, started, () -> closed.complete(Done.getInstance())),
                actorName(settings),
                config);
        // The system ends with its guardian, the kernel's actor.
        var ended = closed.thenCombine(system.getWhenTerminated(), (kernelClosed, systemEnded) -> systemEnded);
        return start(settings, started, ended);
    }

    /** Starts one on an actor system of the embedder. */
    static Kernel startIn(ActorSystem<?> system, KernelSettings settings) {
        var content = stored(settings);
        var started = new CompletableFuture<KernelActor.Started>();
        var closed = new CompletableFuture<Done>();
        system.systemActorOf(
                KernelActor.create(settings, content, started, () -> closed.complete(Done.getInstance())),
                actorName(settings) + "-" + UUID.randomUUID(),
                Props.empty());
        return start(settings, started, closed);
    }

    /** Read on the thread of whoever starts the kernel, who waits for it anyway. */
    private static StoreContent stored(KernelSettings settings) {
        if (settings.durability().isEmpty()) {
            return StoreContent.EMPTY;
        }
        var store = settings.durability().get().store();
        try {
            return store.load();
        } catch (RuntimeException | Error e) {
            store.close();
            throw e;
        }
    }

    private static String actorName(KernelSettings settings) {
        return settings.name().replaceAll("[^a-zA-Z0-9_-]", "-");
    }

    private static Kernel start(
            KernelSettings settings, CompletableFuture<KernelActor.Started> started, CompletionStage<Done> ended) {
        var kernel = new RunningKernel(settings, started.join(), ended);
        try {
            kernel.begin();
        } catch (RuntimeException e) {
            kernel.close();
            throw e;
        }
        return kernel;
    }
}
