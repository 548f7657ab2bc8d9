package dev.vellamo.kernel.state;

/**
 * A message to an object of the host.
 *
 * @param id unique in the life of the kernel's store; the same if the call is repeated after a restart
 * @param lease of the references in its arguments
 */
public record HostCall(long id, KernelMessage message, HostLease lease) {}
