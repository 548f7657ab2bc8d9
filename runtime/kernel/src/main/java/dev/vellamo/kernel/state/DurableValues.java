package dev.vellamo.kernel.state;

import dev.vellamo.protocol.capdata.CapData;
import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.crank.Effect;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The durable state of one vat: values by key. Its tables are made when first needed. */
final class DurableValues {

    private final VatRecord vat;
    private Map<String, VatValue> values = Map.of();

    /** How many stored values name an import. */
    private Map<Slot, Integer> named = Map.of();

    DurableValues(VatRecord vat) {
        this.vat = vat;
    }

    /** Whether a stored value names this import, so that it outlives the heap. */
    boolean names(Slot imported) {
        return named.containsKey(imported);
    }

    /** Whether a value names this import once those of some keys name other slots than now. */
    boolean namesAfter(Map<String, List<Slot>> changed, Slot imported) {
        int count = named.getOrDefault(imported, 0);
        for (var change : changed.entrySet()) {
            var before = find(change.getKey());
            count -= before == null ? 0 : Collections.frequency(before.slots(), imported);
            count += Collections.frequency(change.getValue(), imported);
        }
        return count > 0;
    }

    Map<String, CapData> all() {
        var all = new HashMap<String, CapData>();
        values.forEach((name, value) -> all.put(name, value.value()));
        return all;
    }

    @Nullable
    CapData find(String name) {
        var value = values.get(name);
        return value == null ? null : value.value();
    }

    void put(Effect.Put put, Journal journal) {
        var known = values.get(put.key());
        count(put.value().slots(), 1);
        if (known == null) {
            known = enter(put.key(), put.value());
        } else {
            count(known.value().slots(), -1);
            known.value(put.value());
        }
        journal.changed(known);
    }

    /** One that is on disk already. */
    void load(String name, CapData value, Journal journal) {
        count(value.slots(), 1);
        journal.loaded(enter(name, value));
    }

    private VatValue enter(String name, CapData value) {
        if (values.isEmpty()) {
            values = new HashMap<>(4);
        }
        var entered = new VatValue(vat, name, value);
        values.put(name, entered);
        return entered;
    }

    void delete(String name, Journal journal) {
        var known = values.isEmpty() ? null : values.remove(name);
        if (known != null) {
            count(known.value().slots(), -1);
            journal.removed(known);
        }
    }

    void deleteAll(Journal journal) {
        values.values().forEach(journal::removed);
        values = Map.of();
        named = Map.of();
    }

    private void count(List<Slot> slots, int change) {
        for (int i = 0; i < slots.size(); i++) {
            if (!slots.get(i).isAllocatedByVat()) {
                if (named.isEmpty()) {
                    named = new HashMap<>(4);
                }
                named.merge(slots.get(i), change, (before, by) -> before + by == 0 ? null : before + by);
            }
        }
    }
}
