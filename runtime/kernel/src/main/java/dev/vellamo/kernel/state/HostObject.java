package dev.vellamo.kernel.state;

/**
 * What stands in the kernel's own code behind a {@link KernelObject}: a kernel service, an IO channel, an IO session.
 */
public interface HostObject {

    /** What it is, for messages to people: {@code service "clock"}. */
    String label();

    /**
     * Takes a message, in the total order. Returns at once, runs no code of others and does not call back into the state;
     * if the message has a result, it is settled by an {@link Entry.HostSettle}.
     */
    void call(KernelMessage message);
}
