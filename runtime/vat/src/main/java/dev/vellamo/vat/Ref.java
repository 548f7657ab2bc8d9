package dev.vellamo.vat;

/**
 * The capability to call one remotable object, wherever it lives. Holding a ref is the only way to reach the
 * object, and passing it on in a message is the only way to give it to somebody else.
 *
 * <p>Within one vat two refs to the same object are equal. Messages sent through one ref arrive in the order in
 * which they were sent.
 */
public interface Ref {

    /**
     * Sends a message; returns at once. The message leaves when the current crank ends.
     *
     * @param method the name of a public method of the target
     * @param arguments values bound by Jackson; remotables, refs and promises travel as references
     * @return the result; settled in a later crank
     * @throws VatException with code {@code NOT_PASSABLE} if an argument cannot leave the vat
     */
    Promise<Object> send(String method, Object... arguments);

    /** Sends a message whose outcome nobody wants to know: it costs no promise, and a failure is only logged. */
    void sendOnly(String method, Object... arguments);

    /**
     * A view of this ref as an interface: a call of a method is a {@link #send}.
     *
     * <p>Its methods return {@link Promise}, {@link java.util.concurrent.CompletionStage} or {@code void} (which is
     * {@link #sendOnly}); default methods run locally.
     *
     * @throws VatException with code {@code BAD_ARGUMENTS} if {@code type} is not such an interface
     */
    <T> T as(Class<T> type);
}
