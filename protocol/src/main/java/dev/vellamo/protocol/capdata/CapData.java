package dev.vellamo.protocol.capdata;

import java.util.List;

/**
 * A value together with the references in it, as one vat and the kernel exchange it.
 *
 * @param slots what {@link Passable.Reference} and the {@code "$0"} strings of JSON text point into
 */
public record CapData(Passable body, List<Slot> slots) {

    public static final CapData NULL = new CapData(Passable.NULL, List.of());

    public CapData {
        slots = List.copyOf(slots);
    }

    public static CapData of(Passable body) {
        return new CapData(body, List.of());
    }
}
