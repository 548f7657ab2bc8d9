package dev.vellamo.vat.engine;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.type.TypeFactory;
import dev.vellamo.protocol.capdata.Passable;
import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.crank.Settlement;
import dev.vellamo.vat.VatException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A promise of which the kernel says how it ends: the result of a send, or one that was received.
 *
 * <p>An author who completes it (a timeout does) ends it for this vat only.
 */
final class KernelPromise extends VatPromise<Object> {

    private static final Object[] NO_REFERENCES = {};
    private static final JavaType OBJECT = TypeFactory.unknownType();

    /** What arrived; {@code null} if it ended in another way. */
    private @Nullable Passable body;

    private Object[] references = NO_REFERENCES;
    private @Nullable BoundPromise firstBound;
    private @Nullable BoundPromise lastBound;

    KernelPromise(VatBoundary boundary, Slot slot) {
        super(boundary);
        name(slot);
    }

    @Override
    void attach(BoundPromise bound) {
        if (lastBound == null) {
            firstBound = bound;
        } else {
            lastBound.next(bound);
        }
        lastBound = bound;
    }

    /** Takes what the kernel said; its slot is forgotten already. */
    void settle(Settlement settlement, Object[] found) {
        if (isDone()) {
            return;
        }
        if (settlement instanceof Settlement.Rejected rejected) {
            settle(null, new VatException(rejected.reason()));
            return;
        }
        var arrived = ((Settlement.Fulfilled) settlement).value().body();
        if (arrived instanceof Passable.Reference reference
                && found[reference.slot()] instanceof VatPromise<?> promise) {
            followToEnd(promise);
            return;
        }
        body = arrived;
        references = found;
        try {
            settle(boundary().codec().decode(arrived, OBJECT, found, boundary()), null);
        } catch (VatException e) {
            settle(null, e);
        }
    }

    private void followToEnd(VatPromise<?> promise) {
        follow(promise);
        CompletionStage<?> other = promise;
        other.whenComplete((value, failure) -> {
            if (promise instanceof KernelPromise source) {
                body = source.body;
                references = source.references;
            }
            settle(value, failure);
        });
    }

    @Override
    boolean settle(@Nullable Object value, @Nullable Throwable failure) {
        boundary().promises().forget(this);
        var first = super.settle(value, failure);
        var bound = firstBound;
        firstBound = null;
        lastBound = null;
        for (; bound != null; bound = bound.next()) {
            bound.take();
        }
        return first;
    }

    @Override
    @Nullable
    Object bound(JavaType type) {
        return body == null ? super.bound(type) : boundary().codec().decode(body, type, references, boundary());
    }
}
