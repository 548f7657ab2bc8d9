package dev.vellamo.vat.engine;

import static dev.vellamo.vat.engine.Calls.RESULT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.crank.CrankResult;
import dev.vellamo.protocol.crank.Delivery;
import dev.vellamo.protocol.crank.Effect;
import dev.vellamo.vat.Durable;
import dev.vellamo.vat.Kind;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.Vat;
import dev.vellamo.vat.VatContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class DurableObjectsTest {

    private static final Slot FIRST = Slot.durable(1);

    private final Kept vat = new Kept(KeepingVat.class);

    /** The same vat, whose code has forgotten the kind. */
    public static final class NoKinds implements Vat {
        @Override
        public Object root(VatContext vat) {
            return new KeepingVat.Plain();
        }
    }

    public static final class OtherState implements Vat {
        @Override
        public Object root(VatContext vat) {
            vat.kind("counter", Other.class, Held::new);
            return new KeepingVat.Plain();
        }

        record Other(int size) {}

        record Held(Durable<Other> state) implements Remotable {
            public int size() {
                return state.get().size();
            }
        }
    }

    public static final class ThrowingKind implements Vat {
        @Override
        public Object root(VatContext vat) {
            vat.kind("counter", KeepingVat.Total.class, state -> {
                throw new IllegalStateException("no licence");
            });
            return new KeepingVat.Plain();
        }
    }

    /** Objects that know each other by their states. */
    public static final class Chain implements Vat {
        @Override
        public Object root(VatContext vat) {
            return new Root(vat.kind("link", Next.class, Link::new));
        }

        record Next(@Nullable Link link) {}

        record Link(Durable<Next> state) implements Remotable {
            public int length() {
                var next = state.get().link();
                return next == null ? 1 : 2;
            }

            public void closeRing(Link last) {
                state.set(new Next(last));
            }
        }

        record Root(Kind<Next, Link> links) implements Remotable {
            public Link make(int length) {
                var link = links.create(new Next(null));
                for (var i = 1; i < length; i++) {
                    link = links.create(new Next(link));
                }
                return link;
            }
        }
    }

    public static final class EagerKind implements Vat {
        @Override
        public Object root(VatContext vat) {
            vat.kind("counter", KeepingVat.Total.class, state -> {
                state.get();
                return new KeepingVat.Plain();
            });
            return new KeepingVat.Plain();
        }
    }

    public static final class NullKind implements Vat {
        @Override
        @SuppressWarnings("NullAway") // What an author may get wrong.
        public Object root(VatContext vat) {
            return new Maker(vat.kind("counter", KeepingVat.Total.class, state -> null));
        }

        record Maker(Kind<KeepingVat.Total, KeepingVat.Counter> counters) implements Remotable {
            public Object make() {
                return counters.create(new KeepingVat.Total("none", 0));
            }
        }
    }

    public static final class TwoKinds implements Vat {
        @Override
        public Object root(VatContext vat) {
            vat.kind("counter", KeepingVat.Total.class, KeepingVat.Counter::new);
            vat.kind("counter", KeepingVat.Total.class, KeepingVat.Counter::new);
            return new KeepingVat.Plain();
        }
    }

    public static final class BadState implements Vat {
        @Override
        public Object root(VatContext vat) {
            vat.kind("worker", Thread.class, state -> new KeepingVat.Plain());
            return new KeepingVat.Plain();
        }
    }

    public static final class BadName implements Vat {
        @Override
        public Object root(VatContext vat) {
            vat.kind("vellamo.mine", KeepingVat.Total.class, KeepingVat.Counter::new);
            return new KeepingVat.Plain();
        }
    }

    @Nested
    class ACallThatCannotArrive {

        @Test
        void isRejectedIfTheObjectEndedWithAnEarlierHeap() {
            var plain = vat.slot("plain");
            vat.restart(KeepingVat.class);
            assertThat(Kept.fault(vat.send(plain, "hello", "x"))).contains("OBJECT_DELETED", plain.toString());
            assertThat(Kept.fault(vat.send(Slot.durable(77), "add", 1))).contains("OBJECT_DELETED", "o+d77");
            assertThat(vat.call("has", "x")).isEqualTo(false);
        }

        @Test
        void isRejectedIfTheKindIsNotDefined() {
            vat.call("create", "apples");
            vat.restart(NoKinds.class);
            assertThat(Kept.fault(vat.send(FIRST, "add", 1)))
                    .contains("KIND_UNUSABLE", "o+d1 of vat \"main\"", "\"counter\" is not defined in root");
            assertThat(Kept.value(vat.send(Slot.ROOT, "hello", "x"))).isEqualTo("hello x");
        }

        @Test
        void isRejectedIfTheStateDoesNotFitOrTheKindThrows() {
            vat.call("create", "apples");
            vat.restart(OtherState.class);
            assertThat(Kept.fault(vat.send(FIRST, "size"))).contains("KIND_UNUSABLE", "o+d1", "/state/size");
            vat.restart(ThrowingKind.class);
            assertThat(Kept.fault(vat.send(FIRST, "add", 1))).contains("KIND_UNUSABLE", "no licence");
            vat.restart(EagerKind.class);
            assertThat(Kept.fault(vat.send(FIRST, "hello", "x"))).contains("KIND_UNUSABLE", "in its methods");
            vat.restart(KeepingVat.class);
            assertThat(Kept.value(vat.send(FIRST, "add", 1))).isEqualTo(1);
        }

        @Test
        void leavesItsArgumentsKnown() {
            vat.send(Slot.durable(77), "add", Slot.imported(8));
            assertThat(vat.engine().boundary().imports().size()).isEqualTo(1);
        }

        @Test
        void arrivesAsARefThatSaysSoIfItIsAnArgument() {
            vat.call("hold", "gone", Slot.exported(50));
            assertThat(vat.fault("held", "gone")).contains("OBJECT_DELETED", "o+50");
            assertThat(vat.fault("callHeld", "gone", "x")).contains("OBJECT_DELETED", "o+50");
        }
    }

    @Nested
    class AKind {

        private String refusal(Class<?> code) {
            return ((CrankResult.Aborted) new Kept(KeepingVat.class).restart(code))
                    .reason()
                    .describe();
        }

        @Test
        void isDefinedOnceAndInRootOnly() {
            assertThat(refusal(TwoKinds.class)).contains("VAT_CODE_INVALID", "\"counter\" twice");
            assertThat(refusal(BadName.class)).contains("VAT_CODE_INVALID", "\"vellamo.mine\"");
            assertThat(refusal(BadState.class)).contains("VAT_CODE_INVALID", "\"worker\"", "java.lang.Thread");
            assertThat(vat.fault("lateKind")).contains("VAT_CODE_INVALID", "\"late\"", "in root");
            assertThat(vat.fault("lateMigration")).contains("VAT_CODE_INVALID", "outside of upgrade");
        }
    }

    @Nested
    class ADurableObject {

        @Test
        void keepsSlotAndStateOverARestart() {
            assertThat(vat.call("create", "apples")).isEqualTo(FIRST);
            assertThat(Kept.value(vat.send(FIRST, "add", 2))).isEqualTo(2);
            vat.restart(KeepingVat.class);
            assertThat(Kept.value(vat.send(FIRST, "add", 3))).isEqualTo(5);
            assertThat(Kept.value(vat.send(FIRST, "name"))).isEqualTo("apples");
            assertThat(vat.call("create", "pears")).isEqualTo(Slot.durable(2));
        }

        @Test
        void isOneAndTheSame() {
            vat.call("create", "apples");
            assertThat(vat.call("sameTwice", FIRST, FIRST)).isEqualTo(true);
            vat.restart(KeepingVat.class);
            assertThat(vat.call("sameTwice", FIRST, FIRST)).isEqualTo(true);
            vat.call("hold", "apples", FIRST);
            assertThat(vat.call("held", "apples")).isEqualTo(FIRST);
        }

        @Test
        void leavesNothingIfItCannotBeMade() {
            vat.restart(NullKind.class);
            assertThat(vat.fault("make")).contains("KIND_UNUSABLE", "made null");
            assertThat(vat.values).doesNotContainKey("object.1");
            assertThat(vat.engine().boundary().exports().size()).isZero();
        }

        @Test
        void writesItsStateWithTheCrank() {
            var created = vat.send(Slot.ROOT, "create", "apples");
            assertThat(Kept.effects(created, Effect.Put.class))
                    .extracting(Effect.Put::key)
                    .containsExactlyInAnyOrder("object.1", "engine.nextObject");
            var called = new Delivery.Message(FIRST, "add", Kept.data(1), RESULT);
            assertThat(Kept.effects(vat.deliver(called), Effect.Put.class))
                    .extracting(Effect.Put::key)
                    .containsExactly("object.1");
        }

        @Test
        void mayBeOneOfALongRing() {
            var length = 20_000;
            var ring = new Kept(Chain.class);
            var last = ring.slot("make", length);
            ring.send(FIRST, "closeRing", last);
            ring.restart(Chain.class);
            assertThat(Kept.value(ring.send(last, "length"))).isEqualTo(2);
            assertThat(Kept.value(ring.send(FIRST, "length"))).isEqualTo(2);
            assertThat(ring.engine().boundary().exports().size()).isEqualTo(3);
        }

        @Test
        void mayBeKeptInBaggage() {
            vat.call("keepNew", "list");
            vat.restart(KeepingVat.class);
            assertThat(Kept.value(vat.send(FIRST, "name"))).isEqualTo("list");
        }
    }
}
