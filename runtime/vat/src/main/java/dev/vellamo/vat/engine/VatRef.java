package dev.vellamo.vat.engine;

import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.vat.Promise;
import dev.vellamo.vat.Ref;
import org.jspecify.annotations.Nullable;

/** A ref in a vat: to an object of another vat, or to one of its own. */
final class VatRef implements Ref {

    private final VatBoundary boundary;
    private final Slot slot;

    VatRef(VatBoundary boundary, Slot slot) {
        this.boundary = boundary;
        this.slot = slot;
    }

    VatBoundary boundary() {
        return boundary;
    }

    Slot slot() {
        return slot;
    }

    @Override
    public Promise<Object> send(String method, Object... arguments) {
        return boundary.send(slot, method, arguments);
    }

    @Override
    public void sendOnly(String method, Object... arguments) {
        boundary.sendOnly(slot, method, arguments);
    }

    @Override
    public <T> T as(Class<T> type) {
        return TypedView.of(type, this);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof VatRef that && that.boundary == boundary && that.slot.equals(slot);
    }

    @Override
    public int hashCode() {
        return slot.hashCode();
    }

    @Override
    public String toString() {
        return "Ref[" + slot + "]";
    }
}
