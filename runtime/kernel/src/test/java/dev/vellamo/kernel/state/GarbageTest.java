package dev.vellamo.kernel.state;

import static dev.vellamo.kernel.state.Effects.fulfilWithList;
import static dev.vellamo.kernel.state.Effects.send;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.kernel.store.StoredRow;
import dev.vellamo.protocol.capdata.CapData;
import dev.vellamo.protocol.capdata.Passable;
import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.crank.Delivery;
import dev.vellamo.protocol.crank.Effect;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What is let go of, and who is told. */
class GarbageTest {

    private final Disk kernel = new Disk();
    private final FakeVat alice = kernel.vat("alice");
    private final FakeVat bob = kernel.vat("bob");
    private Slot aliceInBob = Slot.ROOT;
    private Slot taken = Slot.ROOT;

    /** Alice holds an object of bob's heap. */
    @BeforeEach
    void bobPassesAnObject() {
        kernel.tells(bob.root(), "meet", alice.root());
        aliceInBob = ((Delivery.Message) bob.runs()).arguments().slots().get(0);
        kernel.tells(bob.root(), "pass");
        bob.runs(send(aliceInBob, "take", null, Slot.exported(4)));
        taken = ((Delivery.Message) alice.runs()).arguments().slots().get(0);
    }

    @AfterEach
    void leavesASoundDisk() {
        kernel.commits();
        assertThat(kernel.problems()).isEmpty();
    }

    private void collects() {
        kernel.state().apply(new Entry.CollectGarbage());
    }

    private static Effect[] letsGo(Slot slot) {
        return new Effect[] {new Effect.DropImports(List.of(slot)), new Effect.RetireImports(List.of(slot))};
    }

    private static Delivery.CollectGarbage next(FakeVat vat) {
        return (Delivery.CollectGarbage) vat.takes().delivery();
    }

    @Nested
    class AnExport {

        @Test
        void staysWhileItIsHeld() {
            collects();

            assertThat(bob.inbox()).isEmpty();
        }

        @Test
        void isRetiredWhenNobodyKnowsItAnyMore() {
            alice.runsWithGo(kernel, letsGo(taken));

            collects();

            var told = next(bob);
            assertThat(told.dropExports()).containsExactly(Slot.exported(4));
            assertThat(told.retireExports()).containsExactly(Slot.exported(4));
            assertThat(told.asOf()).isEqualTo(2);
            bob.ends(3);
            assertThat(bob.record().exports().all()).isEmpty();
            assertThat(alice.record().imports().size()).isZero();
        }

        @Test
        void isOnlyDroppedWhileSomebodyRecognizesIt() {
            alice.runsWithGo(kernel, new Effect.DropImports(List.of(taken)));

            collects();

            var told = next(bob);
            assertThat(told.dropExports()).containsExactly(Slot.exported(4));
            assertThat(told.retireExports()).isEmpty();
        }

        @Test
        @DisplayName("scenario 71: what is not true any more when it is looked at is not done")
        void isNotDroppedIfItIsHeldAgain() {
            alice.runsWithGo(kernel, letsGo(taken));
            kernel.tells(bob.root(), "pass");
            bob.runs(send(aliceInBob, "take", null, Slot.exported(4)));

            collects();

            assertThat(bob.inbox()).isEmpty();
        }

        @Test
        void staysIfItsVatNamedItWhileItWasToldToForgetIt() {
            alice.runsWithGo(kernel, letsGo(taken));
            kernel.tells(bob.root(), "pass");
            collects();
            bob.runs(send(aliceInBob, "take", null, Slot.exported(4)));
            bob.runs();

            assertThat(bob.record().exports().all()).hasSize(1);
            assertThat(alice.inbox()).containsExactly("take");
        }

        @Test
        void thatNobodyKnowsWhenItsVatStartsAgainIsForgotten() {
            bob.startsAgainAfterFaults();
            kernel.tells(bob.root(), "pass");
            bob.runs(send(aliceInBob, "take", null, Slot.durable(7)));
            var object = ((Delivery.Message) alice.runs()).arguments().slots().get(0);
            kernel.tells(bob.root(), "fail");
            bob.fails("BROKEN");
            alice.runsWithGo(kernel, letsGo(object));
            collects();

            bob.starts();

            assertThat(bob.started().reachable()).isEmpty();
            assertThat(bob.record().exports().all()).isEmpty();
        }

        @Test
        void thatIsOnlyRecognizedWhenItsVatStartsAgainIsDroppedThen() {
            bob.startsAgainAfterFaults();
            kernel.tells(bob.root(), "pass");
            bob.runs(send(aliceInBob, "take", null, Slot.durable(7)));
            var object = ((Delivery.Message) alice.runs()).arguments().slots().get(0);
            kernel.tells(bob.root(), "fail");
            bob.fails("BROKEN");
            alice.runsWithGo(kernel, new Effect.DropImports(List.of(object)));
            collects();

            bob.starts();
            collects();

            assertThat(next(bob).dropExports()).containsExactly(Slot.durable(7));
        }

        @Test
        void isHeldByAMessageThatWaits() {
            kernel.tells(bob.root(), "pass");
            bob.runs(send(aliceInBob, "take", null, Slot.exported(5)));

            collects();

            assertThat(bob.inbox()).isEmpty();
        }

        @Test
        @DisplayName("scenario 69: a pinned one is not collected; two pins need two unpins; one more does no harm")
        void thatIsPinnedStays() {
            var object = requireNonNull(bob.record().exports().find(Slot.exported(4)));
            kernel.state().apply(new Entry.Pin(object));
            kernel.state().apply(new Entry.Pin(object));
            alice.runsWithGo(kernel, letsGo(taken));
            kernel.state().apply(new Entry.Unpin(object));
            collects();
            assertThat(bob.inbox()).isEmpty();

            kernel.state().apply(new Entry.Unpin(object));
            kernel.state().apply(new Entry.Unpin(object));
            collects();

            assertThat(next(bob).retireExports()).containsExactly(Slot.exported(4));
        }

        @Test
        void thatItsVatRetiresIsGoneForThoseWhoRecognizeIt() {
            alice.runsWithGo(kernel, new Effect.DropImports(List.of(taken)));
            kernel.tells(bob.root(), "retire");
            bob.runs(new Effect.RetireExports(List.of(Slot.exported(4))));

            collects();

            assertThat(next(alice).retireImports()).containsExactly(taken);
            alice.ends(alice.record().deliveries().expected());
            assertThat(alice.record().imports().size()).isZero();
        }

        @Test
        void thatOthersReachIsNotItsVatsToRetire() {
            kernel.tells(bob.root(), "retire");
            bob.runs(new Effect.RetireExports(List.of(Slot.exported(4))));

            assertThat(requireNonNull(bob.ended()).code()).isEqualTo("ILLEGAL_OPERATION");
        }
    }

    @Nested
    class AnImport {

        @Test
        void thatIsOnItsWayToTheVatAgainStays() {
            kernel.tells(alice.root(), "go");
            kernel.tells(bob.root(), "pass");
            bob.runs(send(aliceInBob, "take", null, Slot.exported(4)));

            alice.runs(letsGo(taken));

            assertThat(((Delivery.Message) alice.takes().delivery()).arguments().slots())
                    .containsExactly(taken);
            collects();
            assertThat(bob.inbox()).isEmpty();
        }

        @Test
        void thatTheLastValueNamedIsTheVatsToDropWithIt() {
            alice.runsWithGo(kernel, new Effect.Put("kept", new CapData(new Passable.Reference(0), List.of(taken))));

            alice.runsWithGo(kernel, letsGo(taken)[0], letsGo(taken)[1], new Effect.Delete("kept"));

            assertThat(alice.ended()).isNull();
            assertThat(alice.record().imports().size()).isZero();
        }

        @Test
        void thatOneWriteSetStoresAndDropsIsIllegal() {
            var put = new Effect.Put("kept", new CapData(new Passable.Reference(0), List.of(taken)));

            alice.runsWithGo(kernel, put, letsGo(taken)[0]);

            assertThat(requireNonNull(alice.ended()).code()).isEqualTo("ILLEGAL_OPERATION");
        }

        @Test
        void thatOneWriteSetDropsAndNamesIsIllegal() {
            alice.runsWithGo(kernel, letsGo(taken)[0], send(taken, "hello", null));

            assertThat(requireNonNull(alice.ended()).code()).isEqualTo("ILLEGAL_OPERATION");
        }

        @Test
        void thatIsDroppedTwiceIsGoneOnce() {
            alice.runsWithGo(kernel, letsGo(taken)[0], letsGo(taken)[1], letsGo(taken)[0]);

            assertThat(alice.ended()).isNull();
            assertThat(alice.record().imports().size()).isZero();
        }

        @Test
        void thatAStoredValueNamesIsNotTheVatsToDrop() {
            kernel.tells(alice.root(), "keep");
            alice.runs(new Effect.Put("kept", new CapData(new Passable.Reference(0), List.of(taken))));
            kernel.tells(alice.root(), "drop");

            alice.runs(letsGo(taken));

            assertThat(requireNonNull(alice.ended()).code()).isEqualTo("ILLEGAL_OPERATION");
        }

        @Test
        void thatWasDroppedIsNotTheVatsToUse() {
            alice.runsWithGo(kernel, letsGo(taken));
            kernel.tells(alice.root(), "use");

            alice.runs(send(taken, "hello", null));

            assertThat(requireNonNull(alice.ended()).code()).isEqualTo("ILLEGAL_OPERATION");
        }

        @Test
        @DisplayName("scenario 75: asking a vat that is terminated meanwhile does no harm")
        void ofAVatThatIsTerminatedIsNobodysBusiness() {
            kernel.state().apply(new Entry.BringOutYourDead(List.of(alice.record())));
            kernel.terminates(alice);
            kernel.state().apply(new Entry.BringOutYourDead(List.of(alice.record())));
            collects();

            assertThat(next(bob).retireExports()).containsExactly(Slot.exported(4));
        }
    }

    @Nested
    class ATerminatedVat {

        @Test
        @DisplayName("scenario 70: its rows are gone, its exports are orphans, its imports are released")
        void leavesNothing() {
            kernel.tells(alice.root(), "keep");
            alice.runs(new Effect.Put("kept", new CapData(new Passable.Reference(0), List.of(taken))));
            kernel.tells(alice.root(), "waits");

            kernel.terminates(alice);
            kernel.commits();
            collects();

            assertThat(kernel.content().of(StoredRow.Vat.class)).hasSize(1);
            assertThat(kernel.content().of(StoredRow.VatValue.class)).isEmpty();
            assertThat(kernel.content().of(StoredRow.Message.class)).isEmpty();
            assertThat(next(bob).retireExports()).containsExactly(Slot.exported(4));
        }

        @Test
        @DisplayName("scenario 54: sending to its objects is rejected")
        void hasNoObjects() {
            kernel.terminates(bob);
            kernel.tells(alice.root(), "use");
            alice.runs(send(taken, "hello", alice.newPromise()));

            assertThat(alice.inbox()).containsExactly("notify p+0 = OBJECT_DELETED");
        }
    }

    @Nested
    class TheOutcomeOfAKeyedCall {

        @Test
        void isForgottenWhenItIsOld() {
            kernel.callsKeyed("k", bob.root(), "ask");
            bob.answers("done");
            kernel.passes(KernelState.DEFAULT_OUTCOME_AGE.toMillis() - 1);
            collects();
            kernel.commits();
            assertThat(kernel.content().of(StoredRow.Outcome.class)).hasSize(1);

            kernel.passes(1);
            collects();
            kernel.commits();

            assertThat(kernel.content().of(StoredRow.Outcome.class)).isEmpty();
            assertThat(kernel.content().of(StoredRow.Promise.class)).isEmpty();
        }

        @Test
        void ofACallThatRunsIsKeptHoweverOld() {
            kernel.callsKeyed("k", bob.root(), "ask");
            kernel.passes(KernelState.DEFAULT_OUTCOME_AGE.toMillis());
            collects();
            kernel.commits();

            assertThat(kernel.content().of(StoredRow.Outcome.class)).hasSize(1);
        }

        @Test
        void isForgottenWithAllOthers() {
            kernel.callsKeyed("k", bob.root(), "ask");
            kernel.state().apply(new Entry.ForgetOutcomes());
            kernel.commits();

            assertThat(kernel.content().of(StoredRow.Outcome.class)).isEmpty();
        }

        @Test
        void isRefusedToOtherArguments() {
            kernel.callsKeyed("k", bob.root(), "ask");

            var other = kernel.callsKeyed("k", bob.root(), "ask something else");
            kernel.commits();

            assertThat(other).containsExactly("KEY_REUSED");
        }
    }

    @Nested
    class Promises {

        @Test
        void thatSettledLeaveNoRows() {
            for (int i = 0; i < 1_000; i++) {
                var call = kernel.calls(bob.root(), "ask");
                bob.answers(i);
                if (i % 100 == 0) {
                    kernel.commits();
                    assertThat(kernel.heard(call)).hasSize(1);
                }
            }
            kernel.commits();

            assertThat(kernel.content().of(StoredRow.Promise.class)).isEmpty();
            assertThat(kernel.content().of(StoredRow.Message.class)).isEmpty();
        }

        @Test
        void thatRingAroundThemselvesAreCollected() {
            kernel.tells(alice.root(), "take a promise");
            var first = bob.newPromise();
            var second = bob.newPromise();
            kernel.tells(bob.root(), "ring");
            bob.runs(
                    send(aliceInBob, "look", null, first, second),
                    fulfilWithList(first, second),
                    fulfilWithList(second, first));
            kernel.commits();
            assertThat(kernel.content().of(StoredRow.Promise.class)).hasSize(2);

            alice.runsAll();
            collects();
            kernel.commits();

            assertThat(kernel.content().of(StoredRow.Promise.class)).isEmpty();
        }

        @Test
        void thatRingAndAreStillHeldStay() {
            var first = bob.newPromise();
            kernel.tells(bob.root(), "ring");
            bob.runs(
                    send(aliceInBob, "look", null, first),
                    send(aliceInBob, "look again", null, first),
                    fulfilWithList(first, first));
            alice.runs();
            collects();
            kernel.commits();

            assertThat(kernel.content().of(StoredRow.Promise.class)).hasSize(1);
        }
    }
}
