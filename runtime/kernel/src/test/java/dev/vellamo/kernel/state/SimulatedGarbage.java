package dev.vellamo.kernel.state;

import dev.vellamo.protocol.capdata.CapData;
import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.crank.Delivery;
import dev.vellamo.protocol.crank.Effect;
import dev.vellamo.protocol.crank.Settlement;
import dev.vellamo.protocol.crank.VatState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a {@link SimulatedVat} knows of references: its heap keeps none between two deliveries, its values do. */
final class SimulatedGarbage {

    private final Set<Slot> imports = new HashSet<>();

    /** Imports that were dropped and are retired the next time: until then they are recognized. */
    private final Set<Slot> dropped = new HashSet<>();

    private final Map<Slot, Long> lastNamed = new HashMap<>();

    /** Durable objects that nobody else reaches, and whether the kernel still knows them. */
    private final Map<Slot, Boolean> let = new HashMap<>();

    SimulatedGarbage(Map<String, CapData> values, Set<Slot> reachable) {
        values.forEach((key, value) -> {
            enters(value);
            if (key.startsWith(VatState.OBJECT)) {
                let.put(Slot.durable(Long.parseLong(key.substring(VatState.OBJECT.length()))), false);
            }
        });
        let.keySet().removeAll(reachable);
    }

    private void enters(CapData value) {
        value.slots().stream()
                .filter(slot -> !slot.isAllocatedByVat() && !slot.isPromise())
                .forEach(slot -> {
                    imports.add(slot);
                    dropped.remove(slot);
                });
    }

    void gets(Delivery delivery) {
        if (delivery instanceof Delivery.Message message) {
            enters(message.arguments());
        } else if (delivery instanceof Delivery.Notify notify) {
            for (var settled : notify.promises()) {
                if (settled.settlement() instanceof Settlement.Fulfilled fulfilled) {
                    enters(fulfilled.value());
                }
            }
        }
    }

    void names(List<Effect> effects, long crank) {
        for (var effect : effects) {
            if (effect instanceof Effect.Send send) {
                names(send.target(), crank);
                send.arguments().slots().forEach(slot -> names(slot, crank));
            } else if (effect instanceof Effect.Put put) {
                put.value().slots().forEach(slot -> names(slot, crank));
            }
        }
    }

    private void names(Slot slot, long crank) {
        let.remove(slot);
        lastNamed.put(slot, crank);
    }

    List<Effect> answers(Delivery delivery, Map<String, CapData> values) {
        var effects = new ArrayList<Effect>();
        if (delivery instanceof Delivery.BringOutYourDead) {
            lets(values, effects);
            sweeps(values, effects);
        } else if (delivery instanceof Delivery.CollectGarbage collect) {
            collect.retireImports().forEach(imports::remove);
            collect.retireImports().forEach(dropped::remove);
            collect.dropExports().forEach(slot -> lets(slot, true, collect.asOf()));
            collect.retireExports().forEach(slot -> lets(slot, false, collect.asOf()));
            sweeps(values, effects);
        }
        return effects;
    }

    private void lets(Slot slot, boolean isKnown, long asOf) {
        if (lastNamed.getOrDefault(slot, -1L) <= asOf) {
            let.merge(slot, isKnown, Boolean::logicalAnd);
        }
    }

    private void lets(Map<String, CapData> values, List<Effect> effects) {
        var unused = new HashSet<>(imports);
        values.values().forEach(value -> value.slots().forEach(unused::remove));
        imports.removeAll(unused);
        if (!unused.isEmpty()) {
            effects.add(new Effect.DropImports(sorted(unused)));
        }
        var retired = new HashSet<>(dropped);
        unused.stream().filter(slot -> slot.index() % 2 == 1).forEach(retired::add);
        dropped.clear();
        dropped.addAll(unused);
        dropped.removeAll(retired);
        if (!retired.isEmpty()) {
            effects.add(new Effect.RetireImports(sorted(retired)));
        }
    }

    private void sweeps(Map<String, CapData> values, List<Effect> effects) {
        var gone = new ArrayList<Slot>();
        for (var slot : sorted(let.keySet())) {
            if (values.values().stream().noneMatch(value -> value.slots().contains(slot))) {
                var isKnown = Boolean.TRUE.equals(let.remove(slot));
                deletes(slot, values, effects);
                if (isKnown) {
                    gone.add(slot);
                }
            }
        }
        if (!gone.isEmpty()) {
            effects.add(new Effect.RetireExports(gone));
        }
    }

    private static void deletes(Slot slot, Map<String, CapData> values, List<Effect> effects) {
        var key = VatState.OBJECT + slot.index();
        if (values.remove(key) != null) {
            effects.add(new Effect.Delete(key));
        }
    }

    private static List<Slot> sorted(Set<Slot> slots) {
        return slots.stream().sorted(Comparator.comparingLong(Slot::index)).toList();
    }
}
