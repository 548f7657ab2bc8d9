package dev.vellamo.kernel.launch;

import dev.vellamo.io.transport.SocketTransport;
import dev.vellamo.kernel.KernelSettings;
import dev.vellamo.kernel.host.HostSide;
import dev.vellamo.kernel.host.ServiceRegistry;
import dev.vellamo.kernel.run.Sequencer;
import dev.vellamo.kernel.run.VatPool;
import dev.vellamo.kernel.run.VatRunner;
import dev.vellamo.kernel.state.KernelState;
import dev.vellamo.kernel.state.Outbox;
import dev.vellamo.kernel.state.Restore;
import dev.vellamo.kernel.store.StoreContent;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a kernel consists of besides its actors. */
public record KernelParts(
        LaunchSite site, VatPool pool, OnDemand transport, Restore.Restored restored, long lastSubcluster)
        implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger("dev.vellamo.kernel");

    private static final String SERVICE_DISPATCHER = "dev.vellamo.service-dispatcher";

    private static final String HOST_DISPATCHER = "dev.vellamo.host-dispatcher";

    /**
     * Makes them.
     *
     * @param content what an earlier kernel stored
     * @param broken is told if the kernel state can no longer be trusted: the kernel has to end
     */
    static KernelParts create(KernelSettings settings, StoreContent content, ActorSystem<?> system, Runnable broken) {
        var serviceThreads = system.dispatchers().lookup(DispatcherSelector.fromConfig(SERVICE_DISPATCHER));
        var hostThreads = system.dispatchers().lookup(DispatcherSelector.fromConfig(HOST_DISPATCHER));
        var pool = new VatPool(settings.name());
        var state = new KernelState(
                new KernelState.Settings(
                        (method, reason) -> hostThreads.execute(() -> LOG.warn(
                                "\"{}\", to whose outcome nobody listens, failed: {}", method, reason.describe())),
                        settings.maxWaitingMessages(),
                        KernelState.DEFAULT_OUTCOME_AGE,
                        KernelState.DEFAULT_MAX_OUTCOMES,
                        settings.clock()::millis,
                        false),
                Outbox.IMMEDIATE);
        var restored = Restore.into(state, content);
        var sequencer = new Sequencer(state, pool, failure -> {
            LOG.error("the kernel state failed; this is a defect of Vellamo, and the kernel ends", failure);
            broken.run();
        });
        var host = new HostSide(sequencer, serviceThreads, hostThreads);
        host.expect(restored.expected());
        var transport = new OnDemand(settings.name() + "-io", settings.socketTransport());
        var site = new LaunchSite(
                settings,
                new VatRunner.VatSite(pool, sequencer, state::newVat, new SystemTimers(system)),
                host,
                new ServiceRegistry(host),
                transport,
                new SubclusterTable(),
                new AtomicLong(state.lastVat()),
                false);
        return new KernelParts(site, pool, transport, restored, state.lastSubcluster());
    }

    /** Ends the threads. Waits for them, so it is not for an actor's thread. */
    @Override
    public void close() {
        try {
            transport.close();
        } finally {
            pool.close();
            site.host().end();
        }
    }

    /** A transport that is made when it is first needed: a kernel without IO channels has no thread for them. */
    static final class OnDemand implements Supplier<SocketTransport>, AutoCloseable {
        private final String name;
        private final Function<String, SocketTransport> maker;
        private @Nullable SocketTransport made;

        OnDemand(String name, Function<String, SocketTransport> maker) {
            this.name = name;
            this.maker = maker;
        }

        @Override
        public synchronized SocketTransport get() {
            if (made == null) {
                made = maker.apply(name);
            }
            return made;
        }

        @Override
        public synchronized void close() {
            if (made != null) {
                made.close();
            }
        }
    }
}
