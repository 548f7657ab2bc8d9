package dev.vellamo.kernel.state;

import dev.vellamo.protocol.capdata.Passable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value inside the kernel: as {@link dev.vellamo.protocol.capdata.CapData}, with references that mean the same
 * everywhere in this kernel.
 */
public record KernelData(Passable body, List<KernelRef> refs) {

    public static final KernelData NULL = new KernelData(Passable.NULL, List.of());

    public KernelData {
        refs = List.copyOf(refs);
    }

    public static KernelData of(Passable body) {
        return new KernelData(body, List.of());
    }

    public static KernelData reference(KernelRef ref) {
        return new KernelData(new Passable.Reference(0), List.of(ref));
    }

    /** The reference that this value is, or {@code null} if it is something else. */
    public @Nullable KernelRef asReference() {
        return body instanceof Passable.Reference reference && reference.slot() >= 0 && reference.slot() < refs.size()
                ? refs.get(reference.slot())
                : null;
    }
}
