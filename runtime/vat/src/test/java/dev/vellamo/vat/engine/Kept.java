package dev.vellamo.vat.engine;

import static dev.vellamo.vat.engine.Calls.RESULT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.protocol.capdata.CapData;
import dev.vellamo.protocol.capdata.Passable;
import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.crank.CrankResult;
import dev.vellamo.protocol.crank.Delivery;
import dev.vellamo.protocol.crank.Effect;
import dev.vellamo.protocol.crank.Settlement;
import dev.vellamo.protocol.crank.VatState;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One engine, and what its cranks put into its durable state; it can be started again from there. */
final class Kept implements AutoCloseable {

    final TreeMap<String, CapData> values = new TreeMap<>();
    private TestEngine engine;
    private long incarnation;

    Kept(Class<?> vat) {
        engine = TestHost.engine("main", vat);
        assertThat(start()).isInstanceOf(CrankResult.Completed.class);
    }

    private CrankResult start() {
        return start(objects());
    }

    private CrankResult start(Set<Slot> reachable) {
        return apply(engine.start(new VatState(incarnation, values, reachable)));
    }

    /** As if others reached all durable objects. */
    private Set<Slot> objects() {
        return values.keySet().stream()
                .filter(key -> key.startsWith(VatState.OBJECT))
                .map(key -> Slot.durable(Long.parseLong(key.substring(VatState.OBJECT.length()))))
                .collect(Collectors.toSet());
    }

    /** Ends the heap, and starts again with this code from what was kept, as JSON. */
    CrankResult restart(Class<?> vat) {
        return restart(vat, objects());
    }

    /** As {@link #restart}; others reach only these durable objects. */
    CrankResult restart(Class<?> vat, Set<Slot> reachable) {
        engine.close();
        engine = TestHost.engine("main", vat);
        incarnation++;
        return start(reachable);
    }

    TestEngine engine() {
        return engine;
    }

    private CrankResult apply(CrankResult result) {
        if (result instanceof CrankResult.Completed completed) {
            for (var effect : completed.writeSet().effects()) {
                if (effect instanceof Effect.Put put) {
                    values.put(put.key(), put.value());
                } else if (effect instanceof Effect.Delete delete) {
                    assertThat(values.remove(delete.key())).isNotNull();
                }
            }
        }
        return result;
    }

    CrankResult deliver(Delivery delivery) {
        return apply(engine.deliver(delivery));
    }

    /** Calls a method of an object; arguments that are slots are references. */
    CrankResult send(Slot target, String method, Object... arguments) {
        return deliver(new Delivery.Message(target, method, data(arguments), RESULT));
    }

    static CapData data(Object... arguments) {
        var items = new ArrayList<Passable>();
        var slots = new ArrayList<Slot>();
        for (var argument : arguments) {
            if (argument instanceof Slot slot) {
                items.add(new Passable.Reference(slots.size()));
                slots.add(slot);
            } else {
                items.add(new Passable.Immutable(argument));
            }
        }
        return new CapData(new Passable.Sequence(items), slots);
    }

    /** Calls a method of the root; gives what it returned. */
    @Nullable
    Object call(String method, Object... arguments) {
        return value(send(Slot.ROOT, method, arguments));
    }

    /** Calls a method of the root that returns a reference. */
    Slot slot(String method, Object... arguments) {
        return (Slot) Objects.requireNonNull(call(method, arguments));
    }

    /** What was returned: a slot if it is a reference. */
    static @Nullable Object value(CrankResult result) {
        assertThat(settlement(result)).isInstanceOf(Settlement.Fulfilled.class);
        var value = ((Settlement.Fulfilled) settlement(result)).value();
        if (value.body() instanceof Passable.Reference reference) {
            return value.slots().get(reference.slot());
        }
        return value.body() instanceof Passable.Immutable immutable ? immutable.value() : value;
    }

    static Settlement settlement(CrankResult result) {
        return effects(result, Effect.Settle.class).stream()
                .filter(settle -> settle.promise().equals(RESULT))
                .findFirst()
                .orElseThrow()
                .settlement();
    }

    String fault(String method, Object... arguments) {
        return fault(send(Slot.ROOT, method, arguments));
    }

    /** Code and message of a rejection. */
    static String fault(CrankResult result) {
        assertThat(settlement(result)).isInstanceOf(Settlement.Rejected.class);
        return ((Settlement.Rejected) settlement(result)).reason().describe();
    }

    static <E extends Effect> List<E> effects(CrankResult result, Class<E> type) {
        return Calls.writeSet(result).effects().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    /** Everything but the answer. */
    static List<Effect> doings(CrankResult result) {
        return Calls.writeSet(result).effects().stream()
                .filter(effect -> !(effect instanceof Effect.Settle))
                .toList();
    }

    @Override
    public void close() {
        engine.close();
    }
}
