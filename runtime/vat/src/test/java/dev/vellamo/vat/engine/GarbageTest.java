package dev.vellamo.vat.engine;

import static dev.vellamo.vat.engine.Kept.doings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.crank.CrankResult;
import dev.vellamo.protocol.crank.Delivery;
import dev.vellamo.protocol.crank.Effect;
import java.lang.ref.Reference;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class GarbageTest {

    private static final long LATER = 1_000_000;

    private final Kept vat = new Kept(KeepingVat.class);

    private CrankResult bringOut() {
        return vat.deliver(new Delivery.BringOutYourDead());
    }

    private CrankResult collect(List<Slot> drop, List<Slot> retire, long asOf) {
        return vat.deliver(new Delivery.CollectGarbage(drop, retire, List.of(), asOf));
    }

    /** As the JVM does once nothing reaches the object. */
    private void die(Slot slot) {
        var boundary = vat.engine().boundary();
        Reference<?> life = slot.isAllocatedByVat()
                ? Objects.requireNonNull(boundary.exports().export(slot)).life()
                : boundary.imports().life(slot);
        assertThat(Objects.requireNonNull(life).enqueue()).isTrue();
    }

    private static Effect[] dropped(Slot... slots) {
        return new Effect[] {new Effect.DropImports(List.of(slots)), new Effect.RetireImports(List.of(slots))};
    }

    @Nested
    class AnImport {

        private final Slot slot = Slot.imported(5);

        @Test
        void isDroppedOnlyWhenAskedFor() {
            vat.call("take", slot);
            die(slot);
            assertThat(doings(vat.send(Slot.ROOT, "take", 1))).isEmpty();
            assertThat(doings(collect(List.of(), List.of(), LATER))).isEmpty();
            assertThat(doings(bringOut())).containsExactly(dropped(slot));
            assertThat(doings(bringOut())).isEmpty();
            assertThat(vat.engine().boundary().imports().size()).isZero();
        }

        @Test
        void staysWhileAValueNamesIt() {
            vat.call("put", "a", slot);
            vat.call("put", "b", slot);
            die(slot);
            vat.call("delete", "a");
            assertThat(doings(bringOut())).isEmpty();
            vat.call("put", "b", 1);
            assertThat(doings(bringOut())).containsExactly(dropped(slot));
        }

        @Test
        void staysWhileAValueNamesItAfterARestart() {
            vat.call("put", "a", slot);
            vat.restart(KeepingVat.class);
            assertThat(doings(bringOut())).isEmpty();
            vat.call("delete", "a");
            assertThat(doings(bringOut())).containsExactly(dropped(slot));
        }

        @Test
        void staysIfItCameAgain() {
            vat.call("take", slot);
            die(slot);
            vat.call("hold", "again", slot);
            assertThat(doings(bringOut())).isEmpty();
            assertThat(vat.call("held", "again")).isEqualTo(slot);
        }

        @Test
        @DisplayName("scenario 70: what a terminated vat exported is lost")
        void isLostIfItsObjectIsGoneForGood() {
            vat.call("hold", "x", slot);
            vat.deliver(new Delivery.CollectGarbage(List.of(), List.of(), List.of(slot), LATER));
            assertThat(vat.fault("callHeld", "x", "ping")).contains("OBJECT_DELETED", "o-5");
            assertThat(vat.fault("held", "x")).contains("OBJECT_DELETED", "o-5");
            assertThat(doings(bringOut())).isEmpty();
        }

        @Test
        void isLostInValuesTooIfItsObjectIsGoneForGood() {
            vat.call("put", "x", slot);
            vat.deliver(new Delivery.CollectGarbage(List.of(), List.of(), List.of(slot), LATER));
            assertThat(vat.fault("callKept", "x", "ping")).contains("OBJECT_DELETED", "o-5");
            vat.call("delete", "x");
            assertThat(doings(bringOut())).isEmpty();
        }
    }

    @Nested
    class AHeapExport {

        private final Slot slot = vat.slot("plain");

        @Test
        void isHeldUntilItIsDropped() {
            vat.call("hold", "x", slot);
            assertThat(doings(collect(List.of(slot), List.of(), LATER))).isEmpty();
            assertThat(vat.call("held", "x")).isEqualTo(slot);
        }

        @Test
        void isRetiredWhenItDiesAndSomebodyStillKnowsIt() {
            collect(List.of(slot), List.of(), LATER);
            die(slot);
            assertThat(doings(bringOut())).containsExactly(new Effect.RetireExports(List.of(slot)));
            assertThat(vat.engine().boundary().exports().size()).isZero();
        }

        @Test
        void isForgottenIfNobodyKnowsIt() {
            assertThat(doings(collect(List.of(slot), List.of(slot), LATER))).isEmpty();
            assertThat(vat.engine().boundary().exports().size()).isZero();
            assertThat(Kept.fault(vat.send(slot, "hello", "x"))).contains("OBJECT_DELETED");
        }

        @Test
        @DisplayName("scenario 71: what is no longer true when it is processed is dropped")
        void staysIfItWasNamedSince() {
            vat.call("hold", "x", slot);
            assertThat(vat.call("held", "x")).isEqualTo(slot);
            collect(List.of(slot), List.of(slot), 2);
            assertThat(Kept.value(vat.send(slot, "hello", "x"))).isEqualTo("hello x");
            collect(List.of(slot), List.of(slot), 3);
            assertThat(Kept.fault(vat.send(slot, "hello", "x"))).contains("OBJECT_DELETED");
        }

        @Test
        void hasANewSlotOnceItWasForgotten() {
            vat.call("hold", "x", slot);
            collect(List.of(slot), List.of(slot), LATER);
            assertThat(vat.call("held", "x")).isEqualTo(Slot.exported(slot.index() + 1));
        }
    }

    @Nested
    class ADurableObject {

        private final Slot slot = vat.slot("create", "apples");

        private void dieIfAlive() {
            die(slot);
        }

        @Test
        void isDeletedWhenNothingReachesIt() {
            dieIfAlive();
            assertThat(doings(bringOut())).isEmpty();
            assertThat(doings(collect(List.of(slot), List.of(), LATER)))
                    .containsExactly(new Effect.RetireExports(List.of(slot)), new Effect.Delete("object.1"));
            assertThat(vat.engine().boundary().exports().size()).isZero();
            assertThat(Kept.fault(vat.send(slot, "add", 1))).contains("OBJECT_DELETED");
            assertThat(vat.call("create", "pears")).isEqualTo(Slot.durable(2));
        }

        @Test
        void isDeletedWithoutWordsIfTheKernelHasForgottenIt() {
            dieIfAlive();
            assertThat(doings(collect(List.of(slot), List.of(slot), LATER)))
                    .containsExactly(new Effect.Delete("object.1"));
        }

        @Test
        void staysWhileItIsOnTheHeap() {
            assertThat(doings(collect(List.of(slot), List.of(slot), LATER))).isEmpty();
            dieIfAlive();
            assertThat(doings(bringOut())).containsExactly(new Effect.Delete("object.1"));
        }

        @Test
        void staysWhileAValueNamesIt() {
            vat.call("put", "a", slot);
            dieIfAlive();
            assertThat(doings(collect(List.of(slot), List.of(), LATER))).isEmpty();
            vat.call("delete", "a");
            assertThat(doings(bringOut()))
                    .containsExactly(new Effect.RetireExports(List.of(slot)), new Effect.Delete("object.1"));
        }

        @Test
        void staysIfItWasNamedSince() {
            dieIfAlive();
            assertThat(doings(collect(List.of(slot), List.of(), 0))).isEmpty();
            assertThat(Kept.value(vat.send(slot, "add", 1))).isEqualTo(1);
        }

        @Test
        void isDeletedAfterARestartWithoutEverBeingUsed() {
            vat.restart(KeepingVat.class);
            assertThat(doings(bringOut())).isEmpty();
            assertThat(doings(collect(List.of(slot), List.of(slot), 0))).containsExactly(new Effect.Delete("object.1"));
        }

        @Test
        void isDeletedAfterARestartIfNobodyReachesItThen() {
            vat.restart(KeepingVat.class, Set.of());
            assertThat(doings(bringOut())).containsExactly(new Effect.Delete("object.1"));
        }

        @Test
        void staysAfterARestartIfAStoredValueNamesIt() {
            vat.send(Slot.ROOT, "put", "friend", slot);
            vat.restart(KeepingVat.class, Set.of());
            assertThat(doings(bringOut())).isEmpty();
        }

        @Test
        void isDeletedIfItNeverLeftTheHeap() {
            vat.call("createQuietly", "pears");
            die(Slot.durable(2));
            assertThat(doings(bringOut())).containsExactly(new Effect.Delete("object.2"));
        }

        @Test
        void takesWithItWhatOnlyItNamed() {
            var revocable = vat.send(Slot.ROOT, "revocable", slot);
            vat.call("drop", "ref");
            vat.call("drop", "revoker");
            assertThat(Kept.effects(revocable, Effect.Put.class)).hasSize(3);
            die(slot);
            die(Slot.durable(2));
            die(Slot.durable(3));
            var all = List.of(slot, Slot.durable(2), Slot.durable(3));
            assertThat(doings(collect(all, all, LATER)))
                    .containsExactlyInAnyOrder(
                            new Effect.Delete("object.1"),
                            new Effect.Delete("object.2"),
                            new Effect.Delete("object.3"));
            assertThat(vat.values).containsOnlyKeys("engine.nextObject");
        }
    }
}
