package dev.vellamo.testkit;

import dev.vellamo.io.memory.MemoryClient;
import dev.vellamo.io.memory.MemorySocketTransport;
import dev.vellamo.kernel.Kernel;
import dev.vellamo.kernel.KernelEvent;
import dev.vellamo.kernel.KernelSettings;
import dev.vellamo.kernel.Launch;
import dev.vellamo.kernel.Subcluster;
import dev.vellamo.protocol.config.ClusterConfig;
import dev.vellamo.protocol.config.VatConfig;
import dev.vellamo.vat.Vat;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A kernel for one test: its time passes when the test says so, its sockets are in memory, and closing it shows that
 * nothing of it is left. Used by the test's thread.
 *
 * <pre>{@code
 * try (var kernel = TestKernel.start()) {
 *     var reminder = kernel.launch(Reminder.class).vat("main");
 *     reminder.sendOnly("remind", "tea", "PT1H");
 *
 *     kernel.timePasses(Duration.ofMinutes(59));
 *     assertThat(Eventually.answer(reminder.send("reminded"))).isEqualTo(List.of());
 *
 *     kernel.timePasses(Duration.ofMinutes(1));
 *     assertThat(Eventually.answer(reminder.send("reminded"))).isEqualTo(List.of("tea"));
 * }
 * }</pre>
 *
 * <p>Virtual are the timers of vats, their clock, the deadlines of launches and releases, and the timeouts of IO channels.
 * Real are the time limit of a delivery and whatever the code of a vat or a service waits for itself.
 */
public final class TestKernel implements AutoCloseable {

    private final Kernel kernel;
    private final TestSystem system;
    private final @Nullable MemorySocketTransport sockets;
    private final TestDirectory directory;
    private final List<KernelEvent> events;
    private final List<Subcluster> launched = new CopyOnWriteArrayList<>();

    private TestKernel(Builder builder) {
        events = builder.events;
        directory = TestDirectory.create();
        system = builder.isVirtual ? TestSystem.inVirtualTime() : TestSystem.inRealTime();
        sockets = builder.areSocketsInMemory ? new MemorySocketTransport() : null;
        if (sockets != null) {
            builder.settings.socketTransport(name -> sockets);
        }
        kernel = startKernel(builder.settings);
    }

    private Kernel startKernel(KernelSettings.Builder settings) {
        try {
            return Kernel.startIn(
                    system.actors(),
                    settings.name(system.name()).clock(system.clock()).build());
        } catch (RuntimeException e) {
            system.close();
            directory.close();
            throw e;
        }
    }

    /** In virtual time, with sockets in memory. */
    public static TestKernel start() {
        return builder().start();
    }

    public static Builder builder() {
        return new Builder();
    }

    public Kernel kernel() {
        return kernel;
    }

    /** A new directory, short enough for sockets; it is deleted with the kernel. */
    public Path directory() {
        return directory.path();
    }

    /**
     * Launches a config and waits until it runs.
     *
     * @throws dev.vellamo.kernel.KernelException if the launch fails
     */
    public Subcluster launch(ClusterConfig config) {
        return await(kernel.launch(config));
    }

    /** As {@link #launch(ClusterConfig)}, from a file. */
    public Subcluster launch(Path configFile) {
        return await(kernel.launch(configFile));
    }

    /** Launches a subcluster of one vat, which is called {@code main}. */
    public Subcluster launch(Class<? extends Vat> vat) {
        return launch(ClusterConfig.builder()
                .bootstrap("main")
                .vat("main", VatConfig.ofClass(vat))
                .build());
    }

    private Subcluster await(Launch launch) {
        Eventually.answer(launch.result().handle((running, failure) -> failure == null));
        var subcluster = launch.join();
        launched.add(subcluster);
        return subcluster;
    }

    /** Connects a client to a socket in memory; a relative path is one in {@link #directory}. */
    public MemoryClient client(String path) {
        if (sockets == null) {
            throw new IllegalStateException("the sockets of this kernel are not in memory: connect to their files");
        }
        return sockets.client(directory().resolve(path));
    }

    /**
     * Lets time pass. Whatever is due happens at its own moment, and time goes on once the vats have nothing more to do.
     *
     * @throws IllegalStateException if this kernel runs in real time
     */
    public void timePasses(Duration duration) {
        system.timePasses(duration, this::settle);
    }

    /** What vats see as the time. */
    public Clock clock() {
        return system.clock();
    }

    /**
     * Waits until the vats launched by this object have nothing to do. What a service or an IO channel is about to bring them
     * is not known here: wait for its outcome.
     */
    public void settle() {
        launched.removeIf(
                subcluster -> subcluster.whenEnded().toCompletableFuture().isDone());
        var quiet = new Quiescence(kernel, launched);
        Eventually.holds(quiet::describe, quiet::isReached);
    }

    /** What happened so far. */
    public List<KernelEvent> events() {
        return List.copyOf(events);
    }

    /**
     * Ends the kernel.
     *
     * @throws AssertionError if a thread or a socket of it is left; names them
     */
    @Override
    public void close() {
        try (directory) {
            Eventually.answer(kernel.shutdown());
            system.close();
            directory.assertNoSockets();
        }
    }

    /** What kind of test kernel it is to be. */
    public static final class Builder {
        private final KernelSettings.Builder settings = KernelSettings.builder();
        private final List<KernelEvent> events = new CopyOnWriteArrayList<>();
        private boolean isVirtual = true;
        private boolean areSocketsInMemory = true;

        private Builder() {
            settings.listener(events::add);
        }

        /** Changes the kernel's settings: services, limits, listeners. Name, clock and sockets are the test kernel's. */
        public Builder settings(Consumer<KernelSettings.Builder> change) {
            change.accept(settings);
            return this;
        }

        public Builder inRealTime() {
            isVirtual = false;
            return this;
        }

        /** Sockets of the operating system, for foreign clients. */
        public Builder withUnixSockets() {
            areSocketsInMemory = false;
            return this;
        }

        public TestKernel start() {
            return new TestKernel(this);
        }
    }
}
