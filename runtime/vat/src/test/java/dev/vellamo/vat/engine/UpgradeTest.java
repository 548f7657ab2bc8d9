package dev.vellamo.vat.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.protocol.capdata.CapData;
import dev.vellamo.protocol.capdata.Passable;
import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.crank.CrankResult;
import dev.vellamo.protocol.crank.Effect;
import dev.vellamo.vat.Durable;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.Vat;
import dev.vellamo.vat.VatContext;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UpgradeTest {

    private final Kept vat = new Kept(KeepingVat.class);

    record LongTotal(String name, long total, String unit) {}

    /** Knows totals by unit. */
    public static final class Second implements Vat {
        @Override
        public int version() {
            return 2;
        }

        @Override
        public void upgrade(VatContext vat, int from) {
            vat.baggage().put("from", from);
            vat.baggage().put("size", Long.toString(vat.baggage().get("size", long.class)));
            vat.migrate("counter", KeepingVat.Total.class, old -> new LongTotal(old.name(), old.total(), "kg"));
        }

        @Override
        public Object root(VatContext vat) {
            vat.kind("counter", LongTotal.class, Weight::new);
            return new Root(vat);
        }

        record Weight(Durable<LongTotal> state) implements Remotable {
            public String text() {
                return state.get().total() + " " + state.get().unit();
            }
        }

        record Root(VatContext vat) implements Remotable {
            public String baggage() {
                return vat.baggage().get("from", int.class) + " "
                        + vat.baggage().get("size", String.class);
            }
        }
    }

    public static final class Renamed implements Vat {
        @Override
        public int version() {
            return 2;
        }

        @Override
        public void upgrade(VatContext vat, int from) {
            vat.migrate("link", Old.class, old -> new New(old.link()));
        }

        @Override
        public Object root(VatContext vat) {
            return new KeepingVat.Plain();
        }

        record Old(@Nullable Ref link) {}

        record New(@Nullable Ref follower) {}
    }

    public static final class Broken implements Vat {
        @Override
        public int version() {
            return 3;
        }

        @Override
        public void upgrade(VatContext vat, int from) {
            vat.baggage().put("size", "lost");
            throw new IllegalStateException("no room");
        }

        @Override
        public Object root(VatContext vat) {
            throw new AssertionError("never reached");
        }
    }

    public static final class Zero implements Vat {
        @Override
        public int version() {
            return 0;
        }

        @Override
        public Object root(VatContext vat) {
            return new KeepingVat.Plain();
        }
    }

    @Test
    void keepsNothingIfTheHookFails() {
        vat.call("put", "size", 7);
        var before = new TreeMap<>(vat.values);
        assertThat(vat.restart(Broken.class)).isInstanceOfSatisfying(CrankResult.Aborted.class, aborted -> {
            assertThat(aborted.reason().message())
                    .isEqualTo("upgrade of vat \"main\" from version 1 to 3 failed: no room");
            assertThat(aborted.reason().type()).isEqualTo("java.lang.IllegalStateException");
        });
        assertThat(vat.values).isEqualTo(before);
        vat.restart(KeepingVat.class);
        assertThat(vat.call("get", "size")).isEqualTo(7);
    }

    @Test
    void refusesAVersionBelowOne() {
        assertThat(vat.restart(Zero.class))
                .isInstanceOfSatisfying(
                        CrankResult.Aborted.class,
                        aborted -> assertThat(aborted.reason().describe()).contains("VAT_CODE_INVALID", "0"));
    }

    @Test
    void changesBaggageAndObjectsBeforeRootRuns() {
        vat.call("put", "size", 7);
        vat.call("create", "apples");
        vat.send(Slot.durable(1), "add", 5);
        assertThat(Kept.effects(vat.restart(Second.class), Effect.Put.class))
                .extracting(Effect.Put::key)
                .containsExactlyInAnyOrder("baggage.from", "baggage.size", "object.1", "engine.version");
        assertThat(vat.call("baggage")).isEqualTo("1 7");
        assertThat(Kept.value(vat.send(Slot.durable(1), "text"))).isEqualTo("5 kg");
    }

    @Test
    void keepsTheReferencesInStates() {
        var chain = new Kept(DurableObjectsTest.Chain.class);
        var last = chain.slot("make", 2);
        var migrated = Kept.effects(chain.restart(Renamed.class), Effect.Put.class).stream()
                .filter(put -> put.key().equals("object." + last.index()))
                .toList();
        assertThat(migrated)
                .singleElement()
                .satisfies(put -> assertThat(put.value())
                        .isEqualTo(new CapData(
                                new Passable.Json(
                                        "{\"kind\":\"link\",\"state\":{\"follower\":\"$0\"}}".getBytes(UTF_8)),
                                List.of(Slot.durable(1)))));
    }

    @Test
    void runsOnceForAVersion() {
        vat.call("put", "size", 7);
        vat.restart(Second.class);
        assertThat(Kept.doings(vat.restart(Second.class))).isEmpty();
    }
}
