package dev.vellamo.vat.engine;

import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.crank.Delivery;
import dev.vellamo.vat.Durable;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.VatException;
import org.jspecify.annotations.Nullable;

/** Stands before an object until it is revoked: it has no methods of its own and passes on what it gets. */
final class Caretaker implements Remotable {

    private final Durable<Guarded> state;

    /**
     * What it stands before.
     *
     * @param target a remotable of this vat or a ref; {@code null} once it is revoked, so that nothing keeps it
     */
    record Guarded(@Nullable Object target) {}

    Caretaker(Durable<Guarded> state) {
        this.state = state;
    }

    /** Does with a message what the target would. */
    @Nullable
    Object forward(Delivery.Message message, VatBoundary boundary) throws Throwable {
        return boundary.invocation().forward(target(message, boundary), message);
    }

    /** What it stands before. */
    Object target(Delivery.Message message, VatBoundary boundary) {
        var target = state.get().target();
        if (target == null) {
            throw new VatException(
                    ErrorCode.OBJECT_REVOKED,
                    "the ref that \"" + message.method() + "\" was sent to in " + boundary.owner() + " was revoked");
        }
        return target;
    }

    void revoke(VatBoundary boundary) {
        if (state.get().target() != null) {
            state.set(new Guarded(null));
            boundary.revoke(this);
        }
    }
}
