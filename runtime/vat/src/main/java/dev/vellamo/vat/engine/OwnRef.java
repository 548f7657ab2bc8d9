package dev.vellamo.vat.engine;

import dev.vellamo.vat.Promise;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.StreamHandle;
import org.jspecify.annotations.Nullable;

/** A ref in a vat to an object of its own. Its messages go through the kernel, as those to others do. */
final class OwnRef implements Ref {

    private final VatBoundary boundary;
    private final Object object;

    OwnRef(VatBoundary boundary, Object object) {
        this.boundary = boundary;
        this.object = object;
    }

    VatBoundary boundary() {
        return boundary;
    }

    Object object() {
        return object;
    }

    @Override
    public Promise<Object> send(String method, Object... arguments) {
        boundary.crank().requireInside("sending");
        return boundary.sender().send(boundary.exports().slotOf(object), method, arguments);
    }

    @Override
    public void sendOnly(String method, Object... arguments) {
        boundary.crank().requireInside("sending");
        boundary.sender().sendOnly(boundary.exports().slotOf(object), method, arguments);
    }

    @Override
    public StreamHandle open(String method, Object... arguments) {
        boundary.crank().requireInside("opening a stream");
        return boundary.streams().open(boundary.exports().slotOf(object), method, arguments);
    }

    @Override
    public <T> T as(Class<T> type) {
        return TypedView.of(type, this);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof OwnRef that && that.object == object;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(object);
    }

    @Override
    public String toString() {
        return "Ref[to " + object.getClass().getName() + " of this vat]";
    }
}
