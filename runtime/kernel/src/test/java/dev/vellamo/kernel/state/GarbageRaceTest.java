package dev.vellamo.kernel.state;

import static dev.vellamo.kernel.state.Effects.send;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.kernel.store.StoredRow;
import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.crank.Delivery;
import dev.vellamo.protocol.crank.Effect;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What happens between the moment at which a vat is told to let go of something and the crank in which it does. */
class GarbageRaceTest {

    private static final Slot OBJECT = Slot.exported(4);

    private final Disk kernel = new Disk();
    private final FakeVat alice = kernel.vat("alice");
    private final FakeVat bob = kernel.vat("bob");
    private Slot aliceInBob = Slot.ROOT;

    @BeforeEach
    void bobKnowsAlice() {
        kernel.tells(bob.root(), "meet", alice.root());
        aliceInBob = ((Delivery.Message) bob.runs()).arguments().slots().get(0);
    }

    @AfterEach
    void leavesASoundDisk() {
        kernel.commits();
        assertThat(kernel.problems()).isEmpty();
    }

    /** Bob passes an object to alice. Returns its slot in alice. */
    private Slot bobPasses(Slot export) {
        kernel.tells(bob.root(), "pass");
        bob.runs(send(aliceInBob, "take", null, export));
        return ((Delivery.Message) alice.runs()).arguments().slots().get(0);
    }

    private void collects() {
        kernel.state().apply(new Entry.CollectGarbage());
    }

    private KernelObject object(Slot export) {
        return requireNonNull(bob.record().exports().find(export));
    }

    private static Effect retire(Slot export) {
        return new Effect.RetireExports(List.of(export));
    }

    @Nested
    class AnExportThatItsVatIsToldToDrop {

        private FakeVat.Numbered told = new FakeVat.Numbered(0, new Delivery.Wake());

        @BeforeEach
        void aliceOnlyRecognizesIt() {
            var taken = bobPasses(OBJECT);
            alice.runsWithGo(kernel, new Effect.DropImports(List.of(taken)));
            collects();
            told = bob.takes();
            assertThat(((Delivery.CollectGarbage) told.delivery()).retireExports())
                    .isEmpty();
        }

        @Test
        void isItsVatsToRetireThoughItIsPinnedMeanwhile() {
            var object = object(OBJECT);
            kernel.state().apply(new Entry.Pin(object));
            kernel.state().apply(new Entry.Pin(object));

            bob.ends(told, retire(OBJECT));

            assertThat(bob.ended()).isNull();
            assertThat(kernel.heard(kernel.calls(object, "use"))).isEmpty();
            kernel.state().apply(new Entry.Unpin(object));
            kernel.commits();
            assertThat(kernel.content().of(StoredRow.ObjectMark.class)).isEmpty();
        }

        @Test
        void rejectsWhoUsesItOnceItIsRetired() {
            var object = object(OBJECT);
            kernel.state().apply(new Entry.Pin(object));
            bob.ends(told, retire(OBJECT));

            var call = kernel.calls(object, "use");
            kernel.commits();

            assertThat(kernel.heard(call)).containsExactly("OBJECT_DELETED");
            assertThat(bob.inbox()).isEmpty();
        }

        @Test
        void isItsVatsToRetireThoughAMessageToItIsOnTheWay() {
            kernel.tells(object(OBJECT), "use");

            bob.ends(told, retire(OBJECT));

            assertThat(bob.ended()).isNull();
            assertThat(bob.inbox()).containsExactly("use");
            bob.runs();
            collects();
            assertThat(bob.record().exports().all()).isEmpty();
        }

        @Test
        void isItsVatsToRetireLaterAsWellIfOthersGotItMeanwhile() {
            bob.ends(told);
            kernel.state().apply(new Entry.Pin(object(OBJECT)));
            kernel.state().apply(new Entry.BringOutYourDead(List.of(bob.record())));

            bob.runs(retire(OBJECT));

            assertThat(bob.ended()).isNull();
        }

        @Test
        void isNotItsVatsToRetireOnceItHasNamedItAgain() {
            bob.ends(told);
            kernel.tells(bob.root(), "pass");
            bob.runs(send(aliceInBob, "take", null, OBJECT));
            kernel.tells(bob.root(), "retire");

            bob.runs(retire(OBJECT));

            assertThat(requireNonNull(bob.ended()).code()).isEqualTo("ILLEGAL_OPERATION");
        }
    }

    @Nested
    class AnExportThatItsVatIsToldToForget {

        private FakeVat.Numbered told(Slot export) {
            var taken = bobPasses(export);
            alice.runsWithGo(kernel, new Effect.DropImports(List.of(taken)), new Effect.RetireImports(List.of(taken)));
            collects();
            var told = bob.takes();
            assertThat(((Delivery.CollectGarbage) told.delivery()).retireExports())
                    .containsExactly(export);
            return told;
        }

        @Test
        void isGoneIfItIsOfTheHeapAndWasPinnedMeanwhile() {
            var told = told(OBJECT);
            var object = object(OBJECT);
            kernel.state().apply(new Entry.Pin(object));

            bob.ends(told);

            var call = kernel.calls(object, "use");
            kernel.commits();
            assertThat(kernel.heard(call)).containsExactly("OBJECT_DELETED");
            assertThat(bob.record().exports().all()).isEmpty();
            assertThat(kernel.content().of(StoredRow.ObjectMark.class)).isEmpty();
        }

        @Test
        void keepsItsMarkIfItIsDurableAndWasRevokedMeanwhile() {
            var told = told(Slot.durable(7));
            kernel.state().apply(new Entry.Revoke(object(Slot.durable(7))));

            bob.ends(told);

            assertThat(object(Slot.durable(7)).isRevoked()).isTrue();
            kernel.commits();
            assertThat(kernel.content().of(StoredRow.ObjectMark.class)).hasSize(1);
        }

        @Test
        void isForgottenAlsoByAHeapThatRanLessThanTheOneBefore() {
            bob.startsAgainAfterFaults();
            for (int i = 0; i < 20; i++) {
                bob.runsWithGo(kernel);
            }
            var taken = bobPasses(Slot.durable(7));
            kernel.tells(bob.root(), "fail");
            bob.fails("BROKEN");
            bob.starts();
            alice.runsWithGo(kernel, new Effect.DropImports(List.of(taken)), new Effect.RetireImports(List.of(taken)));
            collects();

            bob.runs();

            assertThat(bob.record().exports().all()).isEmpty();
        }
    }

    @Nested
    class AnImportThatItsVatIsToldToForget {

        @Test
        void staysIfItIsOnItsWayToTheVatAgain() {
            var taken = bobPasses(OBJECT);
            var object = object(OBJECT);
            alice.runsWithGo(kernel, new Effect.DropImports(List.of(taken)));
            kernel.tells(bob.root(), "retire");
            bob.runs(retire(OBJECT));
            collects();
            var told = alice.takes();
            kernel.tells(alice.root(), "take", object);

            alice.ends(told);

            var again = ((Delivery.Message) alice.runs()).arguments().slots();
            assertThat(again).containsExactly(taken);
            assertThat(alice.record().imports().size()).isEqualTo(1);
            alice.runsWithGo(kernel, send(taken, "use", null));
            assertThat(alice.ended()).isNull();
        }
    }

    @Nested
    class AnObjectOfTheHostWithoutAName {

        @Test
        void leavesNoMarkOnDisk() {
            var calls = new java.util.ArrayList<HostCall>();
            var first = new Nameless(calls);
            var object = KernelObject.ofHost(first);
            kernel.state().apply(new Entry.Pin(object));
            kernel.state().apply(new Entry.Revoke(object));
            kernel.commits();

            assertThat(kernel.content().of(StoredRow.ObjectMark.class)).isEmpty();
            assertThat(object.isRevoked()).isTrue();
            kernel.tells(object, "use");
            assertThat(calls).isEmpty();
        }
    }

    private record Nameless(List<HostCall> calls) implements HostObject {
        @Override
        public String label() {
            return "an object of the host";
        }

        @Override
        public void call(HostCall call) {
            calls.add(call);
        }
    }
}
