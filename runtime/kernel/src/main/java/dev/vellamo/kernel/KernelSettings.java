package dev.vellamo.kernel;

import dev.vellamo.io.transport.JdkUnixTransport;
import dev.vellamo.io.transport.SocketTransport;
import dev.vellamo.kernel.launch.LaunchLimits;
import dev.vellamo.protocol.config.ClusterConfig;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * How a kernel is to be.
 *
 * @param name of the kernel; part of its threads' names
 * @param launchLimits how long a launch and its undoing may take
 * @param vatStopTimeout how long a running delivery may go on once its vat is to end; then its thread is written off
 * @param classLoader finds the classes of vats that a config names by {@code class}
 * @param clock what vats see as the time
 * @param socketTransport makes what the kernel's sockets are made with, when the first IO channel needs it, and is given
 *     a name for its threads; the kernel closes it
 * @param systemSubclusters launched when the kernel starts, by name; they may use system-only services
 * @param services registered when the kernel starts, by name
 * @param listener is told of every event; see {@link KernelEvent}
 */
public record KernelSettings(
        String name,
        LaunchLimits launchLimits,
        Duration vatStopTimeout,
        ClassLoader classLoader,
        Clock clock,
        Function<String, SocketTransport> socketTransport,
        Map<String, ClusterConfig> systemSubclusters,
        Map<String, Service> services,
        Consumer<KernelEvent> listener) {

    /** A kernel that embedders start without further wishes. */
    public static final KernelSettings DEFAULT = builder().build();

    /**
     * An object that vats may call.
     *
     * @param systemOnly whether only system subclusters may have it; for others it does not exist
     */
    public record Service(Object object, boolean systemOnly) {}

    public KernelSettings {
        systemSubclusters = new LinkedHashMap<>(systemSubclusters);
        services = new LinkedHashMap<>(services);
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
        private Clock clock = Clock.systemUTC();
        private Function<String, SocketTransport> socketTransport = JdkUnixTransport::new;
        private final Map<String, ClusterConfig> systemSubclusters = new LinkedHashMap<>();
        private final Map<String, Service> services = new LinkedHashMap<>();
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

        public Builder clock(Clock value) {
            clock = value;
            return this;
        }

        /** Default: Unix sockets of the operating system, served by one thread. */
        public Builder socketTransport(Function<String, SocketTransport> value) {
            socketTransport = value;
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

        /** Registers a service when the kernel starts, so that system subclusters can have it. */
        public Builder service(String serviceName, Object object) {
            return service(serviceName, new Service(object, false));
        }

        /** As {@link #service(String, Object)}; only system subclusters can have it. */
        public Builder systemOnlyService(String serviceName, Object object) {
            return service(serviceName, new Service(object, true));
        }

        private Builder service(String serviceName, Service service) {
            if (services.putIfAbsent(serviceName, service) != null) {
                throw new KernelException(
                        KernelException.Code.SERVICE_EXISTS,
                        "kernel service \"" + serviceName + "\" is already registered");
            }
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
                    clock,
                    socketTransport,
                    systemSubclusters,
                    services,
                    event -> all.forEach(listener -> listener.accept(event)));
        }
    }
}
