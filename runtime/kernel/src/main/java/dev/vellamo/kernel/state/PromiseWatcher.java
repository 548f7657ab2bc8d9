package dev.vellamo.kernel.state;

/** Host code that waits for a promise. */
public interface PromiseWatcher {

    /**
     * Called once; returns at once, runs no code of others, does not call back into the state.
     *
     * @param lease of the references in the settlement
     */
    void settled(KernelSettlement settlement, HostLease lease);
}
