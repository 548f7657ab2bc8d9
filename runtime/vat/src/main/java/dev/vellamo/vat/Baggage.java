package dev.vellamo.vat;

import dev.vellamo.vat.Promise.TypeRef;
import java.util.Optional;
import java.util.Set;

/**
 * The state of a vat that is there again after a restart: values by key.
 *
 * <p>Values are copied on the way in and again on the way out, as in a message: to change one, {@link #set} it again.
 * References in them may be refs of other vats, of services and channels, the root of this vat and durable objects; no
 * promises (use {@link VatContext#watch}) and no other objects of this vat's heap (make them durable with
 * {@link VatContext#kind}). What a crank writes is kept if the crank is, and in any other case not at all.
 *
 * <p>Beyond one of the limits a write fails with code {@code LIMIT_REACHED}. A value that does not fit the type asked for
 * fails with code {@code BAD_RESULT}.
 */
public interface Baggage {

    /** Of a key. Longer ones are data, and belong into a value. */
    int MAX_KEY_CHARS = 256;

    /** Of one value as JSON: 1 MiB, as it is written whole whenever it changes. */
    int MAX_VALUE_BYTES = 1 << 20;

    /** Of all values and keys of a vat, its durable objects included: 64 MiB, as they are held in memory. */
    long MAX_STATE_BYTES = 64L << 20;

    boolean has(String key);

    /**
     * Writes the first value of a key.
     *
     * @throws VatException with code {@code BAGGAGE_KEY_EXISTS} if there is one already
     */
    void init(String key, Object value);

    /**
     * The value of a key.
     *
     * @throws VatException with code {@code BAGGAGE_KEY_MISSING} if there is none
     */
    <T> T get(String key, Class<T> type);

    /** As {@link #get(String, Class)} for a type with parameters, such as {@code List<Order>}. */
    <T> T get(String key, TypeRef<T> type);

    /** The value of a key, if there is one. */
    <T> Optional<T> find(String key, Class<T> type);

    /**
     * Changes the value of a key.
     *
     * @throws VatException with code {@code BAGGAGE_KEY_MISSING} if there is none yet
     */
    void set(String key, Object value);

    /** Writes the value of a key, whether there is one already or not. */
    void put(String key, Object value);

    /**
     * Removes a key.
     *
     * @throws VatException with code {@code BAGGAGE_KEY_MISSING} if there is none
     */
    void delete(String key);

    /** All keys, in their natural order; a copy. */
    Set<String> keys();
}
