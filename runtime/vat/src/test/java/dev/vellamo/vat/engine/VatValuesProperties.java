package dev.vellamo.vat.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.protocol.capdata.CapData;
import dev.vellamo.protocol.capdata.Passable;
import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.crank.CrankResult;
import dev.vellamo.protocol.crank.Effect;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whoever applies the effects has what the engine has, with each key at most once in a crank. */
class VatValuesProperties {

    private static final int KEYS = 4;
    private static final int SLOTS = 3;

    /** Puts a value that names slots, or deletes if there are none given. */
    record Step(int key, Set<Integer> slots, boolean delete, boolean endsCrank) {}

    private final VatValues values = new VatValues("vat \"main\"");
    private final Crank crank = new Crank("vat \"main\"", new TestHost());
    private final Map<String, CapData> disk = new HashMap<>();

    @Provide
    Arbitrary<List<Step>> steps() {
        var key = Arbitraries.integers().between(0, KEYS - 1);
        var slots = Arbitraries.integers().between(0, SLOTS - 1).set();
        var coin = Arbitraries.of(true, false);
        return Combinators.combine(key, slots, coin, coin).as(Step::new).list().ofMaxSize(40);
    }

    @Property
    void effectsAndCountsFollowTheValues(@ForAll("steps") List<Step> steps) {
        crank.begin();
        for (var step : steps) {
            var key = "k" + step.key();
            if (step.delete()) {
                values.delete(key);
            } else {
                values.put(key, value(step.slots()));
            }
            if (step.endsCrank()) {
                endCrank();
            }
        }
        endCrank();
        assertThat(values.keys()).isEqualTo(disk.keySet());
        var named = new HashSet<Slot>();
        disk.forEach((key, value) -> {
            assertThat(values.find(key)).isEqualTo(value);
            named.addAll(value.slots());
        });
        assertThat(values.namedSlots()).isEqualTo(named.size());
        assertThat(named).allMatch(values::names);
    }

    private static CapData value(Set<Integer> slots) {
        return new CapData(
                new Passable.Immutable(slots.toString()),
                slots.stream().map(index -> Slot.imported(index)).toList());
    }

    private void endCrank() {
        values.endCrank(crank);
        var effects = ((CrankResult.Completed) crank.end()).writeSet().effects();
        var keys = new HashSet<String>();
        for (var effect : effects) {
            if (effect instanceof Effect.Put put) {
                assertThat(keys.add(put.key())).isTrue();
                disk.put(put.key(), put.value());
            } else if (effect instanceof Effect.Delete delete) {
                assertThat(keys.add(delete.key())).isTrue();
                assertThat(disk.remove(delete.key())).isNotNull();
            }
        }
        crank.begin();
    }
}
