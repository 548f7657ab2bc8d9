package dev.vellamo.vat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;

/**
 * What a vat is given at its start. It belongs to that vat and is used on its thread only.
 *
 * <p>{@link #clock}, {@link #random}, {@link #timers} and {@link #http} are powers: if the config lists {@code powers} and
 * leaves one out, asking for it fails with code {@code POWER_NOT_GRANTED}. Without {@code powers} in the config a vat has
 * the first three.
 */
public interface VatContext {

    /** The key of this vat in its config. */
    String name();

    /** What the kernel calls this vat, for example {@code v3}. Unique in the kernel's life. */
    String id();

    /** The {@code parameters} of the config; an empty object if there are none. */
    JsonNode parameters();

    /**
     * The {@code parameters} of the config bound to a type, usually a record.
     *
     * @throws VatException with code {@code BAD_ARGUMENTS} if they do not fit; names the JSON pointer
     */
    <T> T parameters(Class<T> type);

    /** Logs with the name of the vat. */
    Logger logger();

    Clock clock();

    RandomGenerator random();

    Timers timers();

    /** HTTP to the hosts that the config names. */
    Http http();

    /** A promise of this vat's own and the means to settle it, in this or a later crank. */
    <T> Deferred<T> deferred();

    /** What this vat finds again after a restart. */
    Baggage baggage();

    /**
     * Defines a kind of durable objects. Only while {@code root} runs, at every start, each name once.
     *
     * @param name 1 to 64 characters, kept with each object
     * @param stateType what an object's state is copied to
     * @param make makes the object for a state, when it is created and again on its first use after a restart. It keeps the
     *     state for later and does nothing else, not even read it: when it runs again is not determined
     * @throws VatException with code {@code VAT_CODE_INVALID} if that is not allowed
     */
    <S, T extends Remotable> Kind<S, T> kind(String name, Class<S> stateType, Function<Durable<S>, T> make);

    /**
     * Changes the states of all objects of a kind. Only while {@code upgrade} runs.
     *
     * @param oldType what the states fit now; durable objects of this vat are refs in it, as no kind is defined yet
     * @throws VatException with code {@code VAT_CODE_INVALID} outside of {@code upgrade}, {@code KIND_UNUSABLE} if a
     *     state does not fit
     */
    <O> void migrate(String kind, Class<O> oldType, Function<O, ?> change);

    /**
     * Calls a method when a promise settles, even if the vat has been restarted in between.
     *
     * @param promise any promise of this vat. One that ends with the heap is rejected by the restart, and the method is
     *     called with that
     * @param object the root or a durable object
     * @param method called with the value (or null), the {@link Failure} (or null), and {@code arguments}
     * @return what the method returns
     * @throws VatException with code {@code BAD_ARGUMENTS} if {@code object} does not outlive the heap
     */
    Promise<Object> watch(Promise<?> promise, Remotable object, String method, Object... arguments);

    /**
     * A ref to {@code target} that can be taken back.
     *
     * <p>If the target is durable (the root, a durable object, a ref of another vat), so are the ref and its revoker.
     *
     * @param target a remotable of this vat, a ref, or a typed view
     */
    Revocable revocable(Object target);

    /** Commits the current crank, then terminates the vat. */
    void exit(String reason);

    /** Drops everything the current crank did, then terminates the vat. Does not return. */
    VatException exitWithFailure(String reason);
}
