package dev.vellamo.kernel.store;

import dev.vellamo.protocol.capdata.Passable;
import dev.vellamo.vat.engine.PassableJson;
import java.util.List;

/**
 * A value on its way to the disk or from it.
 *
 * @param body any form; a store keeps the JSON of it, and gives back {@link Passable.Json}
 * @param refs what the references in it designate, in the text form of {@link StoredRef}
 */
public record StoredValue(Passable body, List<String> refs) {

    public static final StoredValue NULL = new StoredValue(Passable.NULL, List.of());

    public StoredValue {
        refs = List.copyOf(refs);
    }

    /** The same value as a store gives it back. */
    public StoredValue asJson() {
        return body instanceof Passable.Json ? this : new StoredValue(PassableJson.of(body), refs);
    }
}
