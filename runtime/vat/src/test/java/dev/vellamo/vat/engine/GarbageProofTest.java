package dev.vellamo.vat.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.crank.CrankResult;
import dev.vellamo.protocol.crank.Delivery;
import dev.vellamo.protocol.crank.Effect;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The tables of an engine are as large after a million objects as before. */
class GarbageProofTest {

    private static final int MANY = 1_000_000;

    /** Objects between two looks at the garbage. */
    private static final int ROUND = 10_000;

    /** Of the JVM's collector, which may need more than one run. */
    private static final int MAX_COLLECTIONS = 100;

    private final Kept vat = new Kept(KeepingVat.class);

    private CrankResult bringOut() {
        return vat.deliver(new Delivery.BringOutYourDead());
    }

    private static int dropped(CrankResult result) {
        return Kept.effects(result, Effect.DropImports.class).stream()
                .mapToInt(drop -> drop.imports().size())
                .sum();
    }

    private void assertTablesAreEmpty() {
        var boundary = vat.engine().boundary();
        assertThat(boundary.imports().size()).isZero();
        assertThat(boundary.exports().size()).isZero();
        assertThat(boundary.values().namedSlots()).isZero();
        assertThat(boundary.values().keys()).isSubsetOf("engine.nextObject");
    }

    @Test
    void aMillionImportsComeAndGo() {
        var imports = vat.engine().boundary().imports();
        var dropped = 0;
        for (var next = 0; next < MANY; next++) {
            vat.send(Slot.ROOT, "take", Slot.imported(next));
            Objects.requireNonNull(imports.life(Slot.imported(next))).enqueue();
            if (next % ROUND == ROUND - 1) {
                dropped += dropped(bringOut());
            }
        }
        assertThat(dropped).isEqualTo(MANY);
        assertTablesAreEmpty();
    }

    @Test
    void aMillionExportsComeAndGo() {
        var exports = vat.engine().boundary().exports();
        var round = new ArrayList<Slot>();
        for (var i = 0; i < MANY; i++) {
            round.add(vat.slot("plain"));
            if (round.size() == ROUND) {
                vat.deliver(new Delivery.CollectGarbage(round, List.of(), List.of(), Long.MAX_VALUE));
                round.forEach(slot -> Objects.requireNonNull(
                                Objects.requireNonNull(exports.export(slot)).life())
                        .enqueue());
                assertThat(Kept.doings(bringOut())).containsExactly(new Effect.RetireExports(round));
                round.clear();
            }
        }
        assertTablesAreEmpty();
    }

    @Test
    void durableObjectsLeaveNothingButTheirNumbers() {
        var exports = vat.engine().boundary().exports();
        for (var i = 0; i < ROUND; i++) {
            var slot = vat.slot("create", "apples");
            Objects.requireNonNull(Objects.requireNonNull(exports.export(slot)).life())
                    .enqueue();
            vat.deliver(new Delivery.CollectGarbage(List.of(slot), List.of(slot), List.of(), Long.MAX_VALUE));
        }
        assertTablesAreEmpty();
        assertThat(vat.values).containsOnlyKeys("engine.nextObject");
    }

    @Test
    void theCollectorOfTheJvmIsNoticed() {
        for (var next = 0; next < ROUND; next++) {
            vat.send(Slot.ROOT, "take", Slot.imported(next));
        }
        vat.call("hold", "kept", Slot.imported(ROUND));
        var dropped = 0;
        for (var i = 0; i < MAX_COLLECTIONS && dropped < ROUND; i++) {
            System.gc();
            dropped += dropped(bringOut());
        }
        assertThat(dropped).isEqualTo(ROUND);
        assertThat(vat.engine().boundary().imports().size()).isEqualTo(1);
        assertThat(vat.call("held", "kept")).isEqualTo(Slot.imported(ROUND));
    }
}
