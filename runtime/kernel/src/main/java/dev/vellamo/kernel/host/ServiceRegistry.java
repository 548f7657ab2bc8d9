package dev.vellamo.kernel.host;

import dev.vellamo.kernel.KernelException;
import dev.vellamo.kernel.KernelException.Code;
import dev.vellamo.kernel.ServiceOptions;
import dev.vellamo.kernel.Services;
import dev.vellamo.kernel.state.KernelObject;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/** The registered services of one kernel. A name grants only at launch, through a config; vats hold references. */
public final class ServiceRegistry implements Services {

    private record Registered(KernelObject object, ServiceOptions options) {}

    private final HostSide host;
    private final ConcurrentHashMap<String, Registered> services = new ConcurrentHashMap<>();

    public ServiceRegistry(HostSide host) {
        this.host = host;
    }

    @Override
    public synchronized void register(String name, Object service, ServiceOptions options) {
        if (services.containsKey(name)) {
            throw new KernelException(Code.SERVICE_EXISTS, "kernel service \"" + name + "\" is already registered");
        }
        services.put(name, new Registered(host.service(name, service, options), options));
    }

    @Override
    public synchronized void unregister(String name) {
        var registered = services.remove(name);
        if (registered != null) {
            host.delete(registered.object());
        }
    }

    @Override
    public List<String> names() {
        return services.keySet().stream().sorted().toList();
    }

    /**
     * The object of a service.
     *
     * @throws KernelException the same whether it does not exist or is not for this subcluster, so that nobody learns
     *     which
     */
    public KernelObject grant(String name, boolean toSystem) {
        var registered = services.get(name);
        if (registered == null || (registered.options().isSystemOnly() && !toSystem)) {
            throw new KernelException(Code.LAUNCH_FAILED, "no registered kernel service \"" + name + "\"");
        }
        return registered.object();
    }
}
