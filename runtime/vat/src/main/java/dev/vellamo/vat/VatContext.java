package dev.vellamo.vat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;

/**
 * What a vat is given at its start. It belongs to that vat and is used on its thread only.
 *
 * <p>{@link #clock}, {@link #random} and {@link #timers} are powers: if the config lists {@code powers} and leaves one
 * out, asking for it fails with code {@code POWER_NOT_GRANTED}.
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

    /** A promise of this vat's own and the means to settle it, in this or a later crank. */
    <T> Deferred<T> deferred();

    /** Commits the current crank, then terminates the vat. */
    void exit(String reason);

    /** Drops everything the current crank did, then terminates the vat. Does not return. */
    VatException exitWithFailure(String reason);
}
