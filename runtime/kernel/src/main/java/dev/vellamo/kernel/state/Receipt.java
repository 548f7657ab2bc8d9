package dev.vellamo.kernel.state;

/**
 * Something given to a vat that counts as taken only once the crank that received it is applied. One of the two is
 * called, once, in the total order; both return at once and do not call back into the state.
 */
public interface Receipt {

    /** The crank that received it was applied. */
    void consumed();

    /** It reached nobody: whoever was to receive it is gone. */
    void returned();
}
