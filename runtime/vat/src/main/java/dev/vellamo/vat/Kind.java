package dev.vellamo.vat;

/**
 * A kind of durable objects: remotables with state that exist again, with the same identity, after a restart.
 *
 * <p>A durable object lives as long as somebody reaches it: another vat, a message, a value in some vat's durable state, or
 * this vat's heap. Then its state is deleted.
 *
 * @param <S> its state
 * @param <T> its class
 */
public interface Kind<S, T extends Remotable> {

    /**
     * Makes a new object of this kind.
     *
     * @throws VatException with code {@code NOT_PASSABLE} if the state cannot be kept, {@code LIMIT_REACHED} beyond a
     *     limit of {@link Baggage}
     */
    T create(S state);
}
