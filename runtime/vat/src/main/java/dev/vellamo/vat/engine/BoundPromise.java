package dev.vellamo.vat.engine;

import com.fasterxml.jackson.databind.JavaType;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.vat.VatException;
import org.jspecify.annotations.Nullable;

/**
 * The result of another promise, bound to a type.
 *
 * <p>Passed on, or sent to, it is that other promise: who receives it binds it to a type of his own.
 */
final class BoundPromise extends VatPromise<Object> {

    private final VatPromise<?> origin;
    private final JavaType type;

    /** The next that waits for the same origin. */
    private @Nullable BoundPromise next;

    BoundPromise(VatPromise<?> origin, JavaType type) {
        super(origin.boundary());
        this.origin = origin;
        this.type = type;
        follow(origin);
    }

    @Nullable
    BoundPromise next() {
        return next;
    }

    void next(BoundPromise other) {
        this.next = other;
    }

    /** Ends as the origin did. */
    void take() {
        var failure = origin.failure();
        if (failure != null) {
            settle(null, failure);
            return;
        }
        Object value;
        try {
            value = origin.bound(type);
        } catch (VatException e) {
            settle(
                    null,
                    new VatException(
                            ErrorCode.BAD_RESULT,
                            "a result does not fit: " + e.fault().message(),
                            e));
            return;
        }
        settle(value, null);
    }
}
