package dev.vellamo.kernel;

import java.util.List;

/**
 * The kernel services: objects of the host that a config asks for by name and is granted by reference. Any thread may use
 * it.
 */
public interface Services {

    /**
     * Registers an object; its public methods become callable. They run on threads of the kernel, more than one at a
     * time, and may block or return a {@code CompletionStage}.
     *
     * @throws KernelException with code {@code SERVICE_EXISTS}
     * @throws dev.vellamo.vat.VatException with code {@code NOT_PASSABLE} if a method cannot be called by name
     */
    void register(String name, Object service);

    /** As {@link #register}; only system subclusters can have it, and for others it does not exist. */
    void registerSystemOnly(String name, Object service);

    /** Calls of it are rejected from now on. An unknown name is no error. */
    void unregister(String name);

    /** The registered names, sorted. */
    List<String> names();
}
