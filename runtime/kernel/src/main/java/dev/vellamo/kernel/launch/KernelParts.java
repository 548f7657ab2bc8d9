package dev.vellamo.kernel.launch;

import dev.vellamo.kernel.KernelEvent;
import dev.vellamo.kernel.KernelSettings;
import dev.vellamo.kernel.KernelStatus;
import dev.vellamo.kernel.commit.Committer;
import dev.vellamo.kernel.guest.Guests;
import dev.vellamo.kernel.host.HostSide;
import dev.vellamo.kernel.host.ServiceRegistry;
import dev.vellamo.kernel.run.Housekeeping;
import dev.vellamo.kernel.run.Sequencer;
import dev.vellamo.kernel.run.VatPool;
import dev.vellamo.kernel.run.VatRunner;
import dev.vellamo.kernel.state.KernelState;
import dev.vellamo.kernel.state.Outbox;
import dev.vellamo.kernel.state.Restore;
import dev.vellamo.kernel.state.Restore.Restored;
import dev.vellamo.kernel.store.Store;
import dev.vellamo.kernel.store.StoreContent;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a kernel consists of besides its actors. */
public final class KernelParts implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger("dev.vellamo.kernel");

    private static final String SERVICE_DISPATCHER = "dev.vellamo.service-dispatcher";

    private static final String HOST_DISPATCHER = "dev.vellamo.host-dispatcher";

    private final LaunchSite site;
    private final VatPool pool;
    private final ChannelTransports transports;
    private final Optional<Committer> committer;
    private final Housekeeping housekeeping;
    private final Restored restored;
    private final long lastSubcluster;
    private final Runnable endKernel;
    private final AtomicReference<@Nullable String> failure = new AtomicReference<>();
    private final CompletableFuture<String> storeFailure = new CompletableFuture<>();

    /**
     * Makes them.
     *
     * @param content what an earlier kernel stored
     * @param endKernel is told if the kernel has to end: its state cannot be trusted any more, or not be kept
     */
    static KernelParts create(
            KernelSettings settings, StoreContent content, ActorSystem<?> system, Runnable endKernel) {
        return new KernelParts(settings, content, system, endKernel);
    }

    private KernelParts(KernelSettings settings, StoreContent content, ActorSystem<?> system, Runnable endKernel) {
        this.endKernel = endKernel;
        var serviceThreads = system.dispatchers().lookup(DispatcherSelector.fromConfig(SERVICE_DISPATCHER));
        var hostThreads = system.dispatchers().lookup(DispatcherSelector.fromConfig(HOST_DISPATCHER));
        committer = settings.durability()
                .map(how -> new Committer(settings.name(), how.store(), how.commit(), new CommitterOwner(how.store())));
        var state = new KernelState(
                new KernelState.Settings(
                        (method, reason) -> hostThreads.execute(() -> LOG.warn(
                                "\"{}\", to whose outcome nobody listens, failed: {}", method, reason.describe())),
                        settings.maxWaitingMessages(),
                        settings.outcomes().age(),
                        settings.outcomes().count(),
                        settings.clock()::millis,
                        committer.isPresent()),
                committer.isPresent() ? committer.get() : Outbox.IMMEDIATE);
        restored = Restore.into(state, content);
        lastSubcluster = state.lastSubcluster();
        pool = new VatPool(settings.name());
        var sequencer =
                new Sequencer(state, pool, this::broken, committer.isPresent() ? committer.get() : Sequencer.Pace.FREE);
        var host = new HostSide(sequencer, serviceThreads, hostThreads, settings.maxQueuedEntries());
        host.expect(restored.expected());
        transports = new ChannelTransports(settings);
        var timers = new SystemTimers(system);
        site = new LaunchSite(
                settings,
                new VatRunner.VatSite(pool, sequencer, state::newVat, timers),
                host,
                new ServiceRegistry(host),
                transports,
                new Guests(
                        settings.runtimeDirectory(),
                        state.incarnation(),
                        system.dispatchers().lookup(DispatcherSelector.blocking())),
                new SubclusterTable(),
                new AtomicLong(state.lastVat()),
                committer.isPresent(),
                new CompletableFuture<>());
        committer.ifPresent(toBegin -> toBegin.begin(state, sequencer));
        housekeeping = new Housekeeping(sequencer, host::giveBackLeases, timers, settings.garbageInterval());
    }

    public LaunchSite site() {
        return site;
    }

    /** What an earlier kernel left. */
    Restored restored() {
        return restored;
    }

    /** The number of the last subcluster that was launched before. */
    long lastSubcluster() {
        return lastSubcluster;
    }

    public VatPool pool() {
        return pool;
    }

    /** Completes with why if the store failed: nothing more will be on disk. */
    CompletionStage<String> storeFailed() {
        return storeFailure.minimalCompletionStage();
    }

    /** How far the disk is behind, if there is one. */
    public Optional<KernelStatus.StoreStatus> storeStatus() {
        return committer.map(Committer::status);
    }

    /** Why the kernel ends, once it does. */
    public String whyItEnds() {
        var failed = failure.get();
        return failed == null ? "it was shut down" : failed;
    }

    /** What a kernel keeps is what it was before the defect. */
    private void broken(Throwable defect) {
        if (site.keeps()) {
            site.vats().sequencer().haltNow();
        }
        LOG.error("the kernel state failed; this is a defect of Vellamo, and the kernel ends", defect);
        failure.compareAndSet(null, "a defect of Vellamo: " + Causes.describe(defect));
        endKernel.run();
    }

    /** What the committer tells; on its thread. */
    private final class CommitterOwner implements Committer.Owner {
        private final Store store;

        CommitterOwner(Store store) {
            this.store = store;
        }

        @Override
        public void writeFailed(Throwable reason) {
            var text = Causes.describe(reason);
            LOG.error(
                    "what happened cannot be written to {}: nothing more leaves the kernel, and it ends; start it again"
                            + " once the cause is removed, and it goes on from what is on disk",
                    store.label(),
                    reason);
            failure.compareAndSet(null, "its store failed: " + text);
            site.host().fail(text);
            storeFailure.complete(text);
            site.event(new KernelEvent.StoreFailed(store.label(), text));
            endKernel.run();
        }

        @Override
        public void broken(Throwable defect) {
            KernelParts.this.broken(defect);
        }
    }

    /**
     * Makes the last commit and ends the threads. Waits for them, so it is not for an actor's thread.
     *
     * <p>The last cut needs the pool, if that has a turn of the sequencer, so the pool ends behind it.
     */
    @Override
    public void close() {
        housekeeping.close();
        try {
            transports.close();
        } finally {
            try {
                committer.ifPresent(Committer::close);
            } finally {
                site.over().complete(Done.getInstance());
                pool.close();
                site.host().end(whyItEnds());
            }
        }
    }
}
