package dev.vellamo.kernel.state;

import dev.vellamo.protocol.capdata.Slot;

/** A vat that knows a promise, under this slot, and waits to hear how it ends. */
final class PromiseHolder {
    private final VatRecord vat;
    private final Slot slot;
    private long lastNamed;
    private boolean inBatch;

    PromiseHolder(VatRecord vat, Slot slot) {
        this.vat = vat;
        this.slot = slot;
    }

    VatRecord vat() {
        return vat;
    }

    Slot slot() {
        return slot;
    }

    /** Whether this is the first time that it is put into a batch. */
    boolean joinsBatch() {
        var joins = !inBatch;
        inBatch = true;
        return joins;
    }

    /** The slot is in a delivery to the vat. */
    void namedIn(long delivery) {
        lastNamed = delivery;
    }

    /** Whether the vat is still to get a delivery that names the slot, once it ran this one. */
    boolean isNamedAfter(long delivery) {
        return lastNamed > delivery;
    }
}
