package dev.vellamo.kernel.state;

/** Host code that waits for a promise. */
public interface PromiseWatcher {

    /** Called once, in the total order; returns at once, runs no code of others, does not call back into the state. */
    void settled(KernelSettlement settlement);
}
