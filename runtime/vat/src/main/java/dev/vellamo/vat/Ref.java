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
     * Opens a stream; returns at once. It leaves when the current crank ends, with what is written on it until then.
     *
     * <p>It goes to an object whose vat is up: one that is down is not waited for. If it cannot be opened, the handle fails:
     * with {@code STREAMING_UNSUPPORTED} if the method takes no stream, {@code VAT_RESTARTED} if the vat is down, {@code
     * LIMIT_REACHED} if one of the vats has as many streams as it may ({@link
     * dev.vellamo.protocol.crank.StreamLimits#MAX_STREAMS}), and as a call would. To what a promise resolves to it is opened,
     * and its arguments are copied, when that has resolved.
     *
     * @param method the name of a public method of the target that has a parameter of type {@link StreamHandle}
     * @param arguments for its other parameters
     * @return this end of it
     * @throws VatException with code {@code NOT_PASSABLE} if an argument cannot leave the vat; in host code with code {@code
     *     STREAMING_UNSUPPORTED}, as host code opens streams by its kernel
     */
    StreamHandle open(String method, Object... arguments);

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
