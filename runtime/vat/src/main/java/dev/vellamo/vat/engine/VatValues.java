package dev.vellamo.vat.engine;

import dev.vellamo.protocol.capdata.CapData;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Passable;
import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.crank.Effect;
import dev.vellamo.vat.Baggage;
import dev.vellamo.vat.VatException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The durable state of a vat: encoded values by key, and what this crank changed.
 *
 * <p>All values are JSON, so that they read the same before and after a restart. Invariant: a slot is counted once for each
 * value that names it.
 */
final class VatValues {

    private final String owner;
    private final Map<String, CapData> values = new HashMap<>(4);

    /** By how many values each slot is named. */
    private final Map<Slot, Integer> naming = new HashMap<>(4);

    /** Keys that were changed in this crank, and whether they were there before. */
    private @Nullable Map<String, Boolean> changed;

    /** Slots that the last value let go of, since {@link #takeUnnamed}. */
    private List<Slot> unnamed = new ArrayList<>(0);

    private long bytes;

    VatValues(String owner) {
        this.owner = owner;
    }

    /** Takes what the vat starts with. */
    void load(Map<String, CapData> stored) {
        stored.forEach((key, value) -> {
            var json = PassableJson.of(value.body());
            values.put(key, new CapData(json, value.slots()));
            bytes += size(key, json);
            Set.copyOf(value.slots()).forEach(this::name);
        });
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    @Nullable
    CapData find(String key) {
        return values.get(key);
    }

    Set<String> keys() {
        return values.keySet();
    }

    /**
     * Writes a value.
     *
     * @throws VatException with code {@code LIMIT_REACHED}; nothing is changed then
     */
    void put(String key, CapData value) {
        var json = PassableJson.of(value.body());
        var before = values.get(key);
        var grown = bytes + size(key, json) - sizeOf(key, before);
        requireRoom(key, json.utf8().length, grown);
        change(key, before);
        values.put(key, new CapData(json, value.slots()));
        bytes = grown;
        Set.copyOf(value.slots()).forEach(this::name);
        release(before);
    }

    private void requireRoom(String key, int valueBytes, long grown) {
        if (valueBytes > Baggage.MAX_VALUE_BYTES) {
            throw new VatException(
                    ErrorCode.LIMIT_REACHED,
                    "the value of \"" + key + "\" in " + owner + " takes " + valueBytes
                            + " bytes as JSON, over the limit MAX_VALUE_BYTES of " + Baggage.MAX_VALUE_BYTES);
        }
        if (grown > Baggage.MAX_STATE_BYTES && grown > bytes) {
            throw new VatException(
                    ErrorCode.LIMIT_REACHED,
                    "with \"" + key + "\" the state of " + owner + " would take " + grown
                            + " bytes, over the limit MAX_STATE_BYTES of " + Baggage.MAX_STATE_BYTES);
        }
    }

    void delete(String key) {
        var before = values.get(key);
        if (before != null) {
            change(key, before);
            values.remove(key);
            bytes -= sizeOf(key, before);
            release(before);
        }
    }

    private void change(String key, @Nullable CapData before) {
        if (changed == null) {
            changed = new LinkedHashMap<>(4);
        }
        changed.putIfAbsent(key, before != null);
    }

    private void release(@Nullable CapData before) {
        if (before == null) {
            return;
        }
        for (var slot : Set.copyOf(before.slots())) {
            if (naming.merge(slot, -1, Integer::sum) == 0) {
                naming.remove(slot);
                unnamed.add(slot);
            }
        }
    }

    private void name(Slot slot) {
        naming.merge(slot, 1, Integer::sum);
    }

    boolean names(Slot slot) {
        return naming.containsKey(slot);
    }

    List<Slot> takeUnnamed() {
        var taken = unnamed;
        unnamed = new ArrayList<>(0);
        return taken;
    }

    /** Puts the net effect of this crank into its write set. */
    void endCrank(Crank crank) {
        if (changed == null || changed.isEmpty()) {
            return;
        }
        changed.forEach((key, existed) -> {
            var value = values.get(key);
            if (value != null) {
                crank.add(new Effect.Put(key, value));
            } else if (existed) {
                crank.add(new Effect.Delete(key));
            }
        });
        changed = null;
    }

    /** Slots that values name. */
    int namedSlots() {
        return naming.size();
    }

    private static long sizeOf(String key, @Nullable CapData value) {
        return value == null ? 0 : size(key, PassableJson.of(value.body()));
    }

    private static long size(String key, Passable.Json value) {
        return key.getBytes(StandardCharsets.UTF_8).length + (long) value.utf8().length;
    }
}
