package dev.vellamo.vat.engine;

import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.vat.Promise;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.StreamHandle;
import dev.vellamo.vat.VatException;
import org.jspecify.annotations.Nullable;

/**
 * A ref in a vat to an object of another vat; or, if it is lost, one to an object that cannot be called any more.
 *
 * <p>There is one for each import: while it is reachable, the vat holds the import.
 */
final class VatRef implements Ref {

    private final VatBoundary boundary;
    private final Slot slot;
    private @Nullable Fault lost;

    VatRef(VatBoundary boundary, Slot slot, @Nullable Fault lost) {
        this.boundary = boundary;
        this.slot = slot;
        this.lost = lost;
    }

    VatBoundary boundary() {
        return boundary;
    }

    /**
     * What the kernel knows it by.
     *
     * @throws VatException if it is lost and its object will not come back
     */
    Slot slot() {
        if (lost != null && !lost.is(ErrorCode.KIND_UNUSABLE)) {
            throw new VatException(lost);
        }
        return slot;
    }

    /** Why calls of it are rejected here already, or {@code null} if they are not. */
    @Nullable
    Fault lost() {
        return lost;
    }

    void lose(Fault why) {
        lost = why;
    }

    @Override
    public Promise<Object> send(String method, Object... arguments) {
        return lost == null
                ? boundary.sender().send(slot, method, arguments)
                : boundary.sender().rejected(new VatException(lost));
    }

    @Override
    public void sendOnly(String method, Object... arguments) {
        if (lost == null) {
            boundary.sender().sendOnly(slot, method, arguments);
        }
    }

    @Override
    public StreamHandle open(String method, Object... arguments) {
        if (lost == null) {
            return boundary.streams().open(slot, method, arguments);
        }
        var stream = new VatStream(boundary.streams());
        stream.failHere(new VatException(lost));
        return stream;
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
