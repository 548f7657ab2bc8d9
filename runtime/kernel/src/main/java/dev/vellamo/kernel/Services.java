package dev.vellamo.kernel;

import java.util.List;

/**
 * The kernel services: objects of the host that a config asks for by name and is granted by reference. Any thread may use
 * it.
 *
 * <p>A call of a service begins once the crank that made it is on disk. References to a service outlive the kernel: they
 * are good again once a service of that name is registered.
 */
public interface Services {

    /**
     * Registers an object; its public methods become callable. They run on threads of the kernel, more than one at a
     * time, and may block or return a {@code CompletionStage}.
     *
     * @throws KernelException with code {@code SERVICE_EXISTS}
     * @throws dev.vellamo.vat.VatException with code {@code NOT_PASSABLE} if a method cannot be called by name
     */
    default void register(String name, Object service) {
        register(name, service, ServiceOptions.DEFAULT);
    }

    /** As {@link #register(String, Object)}, with options. */
    void register(String name, Object service, ServiceOptions options);

    /** Calls of it are rejected from now on. An unknown name is no error. */
    void unregister(String name);

    /** The registered names, sorted. */
    List<String> names();
}
