package dev.vellamo.vat;

/**
 * The state of one durable object, as the object itself sees it.
 *
 * <p>It is copied on the way in and out, as in a message; the rules and limits for values are those of {@link Baggage}.
 */
public interface Durable<S> {

    /**
     * A copy of the state.
     *
     * @throws VatException with code {@code OBJECT_DELETED} if the object was collected, which happens only to those who
     *     keep this and not the object
     */
    S get();

    /** Writes the state. It is kept if the crank is. */
    void set(S state);
}
