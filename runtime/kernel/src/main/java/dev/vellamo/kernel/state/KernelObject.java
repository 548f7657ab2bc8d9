package dev.vellamo.kernel.state;

import dev.vellamo.protocol.capdata.Slot;
import org.jspecify.annotations.Nullable;

/** An object that can be called: a remotable of a vat, or an object of the host. */
public final class KernelObject implements KernelRef {

    private final @Nullable VatRecord vat;
    private final Slot slot;
    private final @Nullable HostObject host;
    private boolean deleted;

    private KernelObject(@Nullable VatRecord vat, Slot slot, @Nullable HostObject host) {
        this.vat = vat;
        this.slot = slot;
        this.host = host;
    }

    static KernelObject ofVat(VatRecord vat, Slot slot) {
        return new KernelObject(vat, slot, null);
    }

    /** An object of the host: a kernel service, an IO channel or an IO session. */
    public static KernelObject ofHost(HostObject host) {
        return new KernelObject(null, Slot.ROOT, host);
    }

    /** The vat that exported it, or {@code null} for an object of the host. */
    @Nullable
    VatRecord vat() {
        return vat;
    }

    /** Its slot in the vat that exported it. */
    Slot slot() {
        return slot;
    }

    /** The object of the host behind it, or {@code null} for an object of a vat. */
    public @Nullable HostObject host() {
        return host;
    }

    void delete() {
        deleted = true;
    }

    boolean isDeleted() {
        return deleted || (vat != null && vat.isEnded());
    }
}
