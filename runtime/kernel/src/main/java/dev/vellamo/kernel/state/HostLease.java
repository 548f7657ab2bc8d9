package dev.vellamo.kernel.state;

import java.util.List;

/**
 * What host code got to know by one value and may use. It counts as held until {@link Entry.HostRelease} says otherwise,
 * which whoever keeps a lease submits when nothing of it can be used any more.
 */
public record HostLease(List<KernelRef> refs) {

    /** Of a value without references. It is never given back. */
    public static final HostLease NONE = new HostLease(List.of());

    public HostLease {
        refs = List.copyOf(refs);
    }
}
