package dev.vellamo.kernel;

import dev.vellamo.io.transport.JdkUnixTransport;
import dev.vellamo.io.transport.ProcessConsole;
import dev.vellamo.io.transport.SocketTransport;
import dev.vellamo.kernel.commit.CommitLimits;
import dev.vellamo.kernel.launch.LaunchLimits;
import dev.vellamo.kernel.state.KernelState;
import dev.vellamo.kernel.store.Store;
import dev.vellamo.protocol.config.ClusterConfig;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How a kernel is to be.
 *
 * @param name of the kernel; part of its threads' names
 * @param launchLimits how long a launch and its undoing may take
 * @param vatStopTimeout how long a running delivery may go on once its vat is to end; then its thread is written off
 * @param classLoader finds the classes of vats that a config names by {@code class}
 * @param maxWaitingMessages for one vat, or on one promise; what is more is rejected with {@code LIMIT_REACHED}
 * @param clock what vats see as the time
 * @param socketTransport makes what the kernel's sockets are made with, when the first IO channel needs it, and is given
 *     a name for its threads; the kernel closes it
 * @param console what IO channels of type {@code console} are joined to; empty: there can be none
 * @param runtimeDirectory where guests have their private directories; made, for this user alone, when the first starts
 * @param systemSubclusters launched when the kernel starts, by name; they may use system-only services
 * @param services registered when the kernel starts, by name
 * @param durability where the state is kept and how; empty: nowhere, and it ends with the kernel
 * @param maxQueuedEntries with so many entries before it in the total order, a message of the host is refused with
 *     {@code LIMIT_REACHED}
 * @param outcomes how long the outcomes of calls with idempotency keys are kept
 * @param garbageInterval how often references that nobody uses any more are looked for
 * @param forgotten names of kept subclusters that are not to come back: what is kept of them ends when the kernel starts
 * @param listener is told of every event; see {@link KernelEvent}
 */
public record KernelSettings(
        String name,
        LaunchLimits launchLimits,
        Duration vatStopTimeout,
        ClassLoader classLoader,
        int maxWaitingMessages,
        Clock clock,
        Function<String, SocketTransport> socketTransport,
        Optional<ProcessConsole> console,
        Path runtimeDirectory,
        Map<String, ClusterConfig> systemSubclusters,
        Map<String, Service> services,
        Optional<Durability> durability,
        int maxQueuedEntries,
        Outcomes outcomes,
        Duration garbageInterval,
        Set<String> forgotten,
        Consumer<KernelEvent> listener) {

    /**
     * How many entries may wait to be applied: half a kilobyte each or more, so some 50 MB, and far more than wait unless
     * the disk stalls.
     */
    public static final int DEFAULT_MAX_QUEUED_ENTRIES = 100_000;

    /** How often garbage is looked for: seldom enough to cost nothing, often enough that it does not grow. */
    public static final Duration DEFAULT_GARBAGE_INTERVAL = Duration.ofSeconds(1);

    /** A kernel that embedders start without further wishes. */
    public static final KernelSettings DEFAULT = builder().build();

    /** An object that vats may call. */
    public record Service(Object object, ServiceOptions options) {}

    /**
     * Where the state is kept, and when it is written.
     *
     * @param store the kernel uses it alone, and closes it
     */
    public record Durability(Store store, CommitLimits commit) {}

    /**
     * How long, and how many, outcomes of calls with idempotency keys are kept.
     *
     * @param age after which one is forgotten
     * @param count with which the oldest is forgotten for each new one
     */
    public record Outcomes(Duration age, int count) {
        public Outcomes {
            if (count < 1 || age.isNegative() || age.isZero()) {
                throw new IllegalArgumentException(
                        "outcomes are kept for " + age + ", " + count + " of them: both have to be more than nothing");
            }
        }
    }

    public KernelSettings {
        systemSubclusters = new LinkedHashMap<>(systemSubclusters);
        services = new LinkedHashMap<>(services);
        forgotten = Set.copyOf(forgotten);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Collects settings; what is not set has its default. */
    public static final class Builder {
        private String name = "vellamo";
        private LaunchLimits launchLimits = LaunchLimits.DEFAULT;
        private Duration vatStopTimeout = Duration.ofSeconds(1);
        private ClassLoader classLoader = KernelSettings.class.getClassLoader();
        private int maxWaitingMessages = KernelState.DEFAULT_MAX_WAITING_MESSAGES;
        private Clock clock = Clock.systemUTC();
        private Function<String, SocketTransport> socketTransport = JdkUnixTransport::new;
        private Optional<ProcessConsole> console = Optional.empty();
        private Path runtimeDirectory =
                Path.of(System.getProperty("java.io.tmpdir"), "vellamo-" + System.getProperty("user.name"));
        private final Map<String, ClusterConfig> systemSubclusters = new LinkedHashMap<>();
        private final Map<String, Service> services = new LinkedHashMap<>();
        private @Nullable Store store;
        private CommitLimits commitLimits = CommitLimits.DEFAULT;
        private int maxQueuedEntries = DEFAULT_MAX_QUEUED_ENTRIES;
        private Outcomes outcomes = new Outcomes(KernelState.DEFAULT_OUTCOME_AGE, KernelState.DEFAULT_MAX_OUTCOMES);
        private Duration garbageInterval = DEFAULT_GARBAGE_INTERVAL;
        private final Set<String> forgotten = new LinkedHashSet<>();
        private final List<Consumer<KernelEvent>> listeners = new ArrayList<>();

        private Builder() {
            var context = Thread.currentThread().getContextClassLoader();
            if (context != null) {
                classLoader = context;
            }
        }

        public Builder name(String value) {
            name = value;
            return this;
        }

        /** For all steps of a launch together; default: a minute. */
        public Builder launchDeadline(Duration value) {
            launchLimits = new LaunchLimits(value, launchLimits.grace(), launchLimits.release());
            return this;
        }

        public Builder launchLimits(LaunchLimits value) {
            launchLimits = value;
            return this;
        }

        /** Default: one second. */
        public Builder vatStopTimeout(Duration value) {
            vatStopTimeout = value;
            return this;
        }

        /** Default: the context class loader of the thread that makes the builder. */
        public Builder classLoader(ClassLoader value) {
            classLoader = value;
            return this;
        }

        /** Default: 100,000. */
        public Builder maxWaitingMessages(int messages) {
            if (messages < 1) {
                throw new IllegalArgumentException("maxWaitingMessages " + messages + " is less than 1");
            }
            maxWaitingMessages = messages;
            return this;
        }

        public Builder clock(Clock value) {
            clock = value;
            return this;
        }

        /** Default: Unix sockets of the operating system, served by one thread. */
        public Builder socketTransport(Function<String, SocketTransport> value) {
            socketTransport = value;
            return this;
        }

        /** Lets IO channels of type {@code console} use the standard input and output of this process, one at a time. */
        public Builder processConsole() {
            return console(ProcessConsole.ofThisProcess());
        }

        /** Lets IO channels of type {@code console} use it, one at a time. Default: there is none. */
        public Builder console(ProcessConsole value) {
            console = Optional.of(value);
            return this;
        }

        /** Default: a directory of this user's among the temporary ones. Kernels may share it. */
        public Builder runtimeDirectory(Path value) {
            runtimeDirectory = value.toAbsolutePath();
            return this;
        }

        /**
         * Launches a system subcluster when the kernel starts.
         *
         * @throws KernelException with code {@code DUPLICATE_NAME} if there is one of that name already
         */
        public Builder systemSubcluster(String subclusterName, ClusterConfig config) {
            if (systemSubclusters.putIfAbsent(subclusterName, config) != null) {
                throw new KernelException(
                        KernelException.Code.DUPLICATE_NAME,
                        "two system subclusters are named \"" + subclusterName + "\"");
            }
            return this;
        }

        /**
         * Keeps the state in this store, so that it outlives the kernel. The kernel uses it alone, and closes it. Default:
         * nothing is kept.
         */
        public Builder store(Store value) {
            store = value;
            return this;
        }

        /** When what is to be kept is written; for a kernel with a store. */
        public Builder commitLimits(CommitLimits value) {
            commitLimits = value;
            return this;
        }

        /** For how long nothing is written that nobody waits for; default: 20 ms. */
        public Builder commitLinger(Duration value) {
            return commitLimits(new CommitLimits(
                    value, commitLimits.rowsAtOnce(), commitLimits.maxRows(), commitLimits.maxLeaving()));
        }

        /** Default: 100,000. */
        public Builder maxQueuedEntries(int entries) {
            if (entries < 1) {
                throw new IllegalArgumentException("maxQueuedEntries " + entries + " is less than 1");
            }
            maxQueuedEntries = entries;
            return this;
        }

        /** For how long the outcome of a call with an idempotency key is kept; default: 24 hours. */
        public Builder outcomeAge(Duration value) {
            outcomes = new Outcomes(value, outcomes.count());
            return this;
        }

        /** How many such outcomes are kept; default: 100,000. */
        public Builder maxOutcomes(int value) {
            outcomes = new Outcomes(outcomes.age(), value);
            return this;
        }

        /** How often references that nobody uses any more are looked for; default: every second. */
        public Builder garbageInterval(Duration value) {
            if (value.isNegative() || value.isZero()) {
                throw new IllegalArgumentException("garbageInterval " + value + " is not positive");
            }
            garbageInterval = value;
            return this;
        }

        /** Registers a service when the kernel starts, so that system subclusters can have it. */
        public Builder service(String serviceName, Object object) {
            return service(serviceName, object, ServiceOptions.DEFAULT);
        }

        /** As {@link #service(String, Object)}, with options. */
        public Builder service(String serviceName, Object object, ServiceOptions options) {
            if (services.putIfAbsent(serviceName, new Service(object, options)) != null) {
                throw new KernelException(
                        KernelException.Code.SERVICE_EXISTS,
                        "kernel service \"" + serviceName + "\" is already registered");
            }
            return this;
        }

        /**
         * Ends what the store keeps of the subclusters of this name, without starting them. System subclusters end when they
         * are in the settings no more.
         */
        public Builder forget(String subclusterName) {
            forgotten.add(subclusterName);
            return this;
        }

        /** Adds a listener; may be called more than once. */
        public Builder listener(Consumer<KernelEvent> value) {
            listeners.add(value);
            return this;
        }

        public KernelSettings build() {
            var all = List.copyOf(listeners);
            return new KernelSettings(
                    name,
                    launchLimits,
                    vatStopTimeout,
                    classLoader,
                    maxWaitingMessages,
                    clock,
                    socketTransport,
                    console,
                    runtimeDirectory,
                    systemSubclusters,
                    services,
                    Optional.ofNullable(store).map(to -> new Durability(to, commitLimits)),
                    maxQueuedEntries,
                    outcomes,
                    garbageInterval,
                    forgotten,
                    event -> all.forEach(listener -> listener.accept(event)));
        }
    }
}
