package dev.vellamo.vat;

import org.jspecify.annotations.Nullable;

/** A promise and the means to settle it. Settling it a second time does nothing. */
public interface Deferred<T> {

    Promise<T> promise();

    /** Resolves the promise with a value, or makes it follow another if {@code value} is one. */
    void resolve(@Nullable Object value);

    void reject(Throwable reason);
}
