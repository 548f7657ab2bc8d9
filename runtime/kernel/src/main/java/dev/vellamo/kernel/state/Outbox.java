package dev.vellamo.kernel.state;

/** Where the state puts what leaves the kernel. */
@FunctionalInterface
public interface Outbox {

    /** Of a kernel that keeps nothing: there is no disk to wait for. */
    Outbox IMMEDIATE = Outgoing::leave;

    /** Called in the total order; returns at once and does not call back into the state. */
    void add(Outgoing outgoing);
}
