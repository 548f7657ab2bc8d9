package dev.vellamo.kernel.state;

/**
 * A message to an object of the host.
 *
 * @param id of a call of kind {@link HostObject.Kind#IDEMPOTENT}: unique in the life of the kernel's store, and the same if
 *     the call is repeated after a restart; 0 for any other
 * @param lease of the references in its arguments
 */
public record HostCall(long id, KernelMessage message, HostLease lease) {}
