package dev.vellamo.kernel.state;

import static dev.vellamo.kernel.state.Effects.after;
import static dev.vellamo.kernel.state.Effects.become;
import static dev.vellamo.kernel.state.Effects.every;
import static dev.vellamo.kernel.state.Effects.fulfil;
import static dev.vellamo.kernel.state.Effects.send;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.kernel.store.StoredRow;
import dev.vellamo.protocol.capdata.CapData;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.capdata.Passable;
import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.crank.Delivery;
import dev.vellamo.protocol.crank.Effect;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What a restart of a vat, or of the kernel with all its vats, keeps and what it does not. */
class RestartTest {

    private final Disk kernel = new Disk();
    private final FakeVat alice = kernel.vat("alice");
    private final FakeVat bob = kernel.vat("bob");

    @AfterEach
    void leavesASoundDisk() {
        kernel.commits();
        assertThat(kernel.problems()).isEmpty();
    }

    private static Effect.Put put(String key, Object value) {
        return new Effect.Put(key, CapData.of(new Passable.Immutable(value)));
    }

    private static Effect.Put put(String key, Slot reference) {
        return new Effect.Put(key, new CapData(new Passable.Reference(0), List.of(reference)));
    }

    /** Lets a vat know references; returns its slots for them. */
    private List<Slot> introduces(FakeVat vat, KernelRef... refs) {
        kernel.tells(vat.root(), "meet", refs);
        return ((Delivery.Message) vat.runs()).arguments().slots();
    }

    @Nested
    class OfTheKernel {

        @Test
        @DisplayName("scenario 63: the queue goes on with the next message; nothing is delivered twice")
        void goesOnWithTheNextMessage() {
            kernel.tells(alice.root(), "first");
            kernel.tells(alice.root(), "second");
            alice.runs(put("done", "first"));

            kernel.startsAgain();
            var again = kernel.again(alice);

            assertThat(again.inbox()).containsExactly("second");
            assertThat(again.started().values()).containsOnlyKeys("done");
            assertThat(again.started().incarnation()).isEqualTo(1);
        }

        @Test
        void forgetsWhatWasNotOnDisk() {
            kernel.commits();
            kernel.tells(alice.root(), "lost");
            alice.runs(put("done", "lost"));

            kernel.dies();
            var again = kernel.again(alice);

            assertThat(again.inbox()).isEmpty();
            assertThat(again.started().values()).isEmpty();
        }

        @Test
        void bringsWhatWasDeliveredAndNotFinished() {
            kernel.tells(alice.root(), "work");
            alice.takes();

            kernel.startsAgain();

            assertThat(kernel.again(alice).inbox()).containsExactly("work");
        }

        @Test
        @DisplayName("scenario 77: refs in baggage designate the same object")
        void keepsRefsInBaggage() {
            var bobSlot = introduces(alice, bob.root()).get(0);
            kernel.tells(alice.root(), "keep");
            alice.runs(put("friend", bobSlot));

            kernel.startsAgain();
            var aliceAgain = kernel.again(alice);
            var bobAgain = kernel.again(bob);
            kernel.tells(aliceAgain.root(), "greet");
            var stored = requireNonNull(aliceAgain.started().values().get("friend"));
            aliceAgain.runs(send(stored.slots().get(0), "hello", null));

            assertThat(stored.slots()).containsExactly(bobSlot);
            assertThat(bobAgain.inbox()).containsExactly("hello");
        }

        @Test
        void forgetsImportsThatOnlyTheHeapHad() {
            introduces(alice, bob.root());

            kernel.startsAgain();

            assertThat(kernel.again(alice).record().imports().size()).isZero();
        }

        @Test
        void rejectsWhatAHeapWasToDecide() {
            var durable = kernel.callsKeyed("k", bob.root(), "ask");
            bob.runs();

            kernel.startsAgain();
            kernel.again(bob);
            kernel.commits();

            assertThat(durable).isEmpty();
            assertThat(repeats("k", "ask")).containsExactly("VAT_RESTARTED");
        }

        @Test
        void keepsWhatWaitsForAMessageThatWaits() {
            kernel.callsKeyed("k", bob.root(), "ask");

            kernel.startsAgain();
            var again = kernel.again(bob);
            var outcome = repeats("k", "ask");
            again.answers("done");
            kernel.commits();

            assertThat(outcome).containsExactly("\"done\"");
        }

        private List<String> repeats(String key, String method) {
            var outcome = kernel.callsKeyed(
                    key, requireNonNull(kernel.state().vats().get("v2")).root(), method);
            kernel.commits();
            return outcome;
        }

        @Test
        void rejectsCallsOfAnEphemeralObjectForTheCallerAndHarmsNobody() {
            var aliceSlot = introduces(bob, alice.root()).get(0);
            kernel.tells(bob.root(), "pass");
            bob.runs(send(aliceSlot, "take", null, Slot.exported(4)));
            var taken = ((Delivery.Message) alice.takes().delivery())
                    .arguments()
                    .slots()
                    .get(0);
            alice.ends(1, put("lost", taken));

            kernel.startsAgain();
            var aliceAgain = kernel.again(alice);
            var bobAgain = kernel.again(bob);
            kernel.tells(aliceAgain.root(), "call");
            aliceAgain.runs(send(taken, "hello", aliceAgain.newPromise()));

            assertThat(aliceAgain.inbox()).containsExactly("notify p+0 = OBJECT_DELETED");
            assertThat(bobAgain.ended()).isNull();
            assertThat(bobAgain.lost()).isNull();
        }

        @Test
        void keepsDurableObjectsAndTellsWhichAreReached() {
            var aliceSlot = introduces(bob, alice.root()).get(0);
            kernel.tells(bob.root(), "pass");
            bob.runs(send(aliceSlot, "take", null, Slot.durable(3)));
            var taken = ((Delivery.Message) alice.takes().delivery())
                    .arguments()
                    .slots()
                    .get(0);
            alice.ends(1, put("kept", taken));

            kernel.startsAgain();
            var aliceAgain = kernel.again(alice);
            var bobAgain = kernel.again(bob);
            kernel.tells(aliceAgain.root(), "call");
            aliceAgain.runs(send(taken, "hello", null));

            assertThat(bobAgain.started().reachable()).containsExactly(Slot.durable(3));
            assertThat(((Delivery.Message) bobAgain.takes().delivery()).target())
                    .isEqualTo(Slot.durable(3));
        }

        @Test
        void keepsParkedMessagesOfAPromiseThatSomethingStoredSettles() {
            var aliceSlot = introduces(bob, alice.root()).get(0);
            kernel.tells(bob.root(), "pipeline");
            var root = bob.newPromise();
            bob.runs(send(aliceSlot, "root", root), send(root, "hello", null));

            kernel.startsAgain();
            var aliceAgain = kernel.again(alice);
            kernel.again(bob);
            var message = (Delivery.Message) aliceAgain.takes().delivery();
            aliceAgain.ends(1, become(requireNonNull(message.result()), Slot.ROOT));

            assertThat(aliceAgain.inbox()).containsExactly("hello");
        }

        @Test
        void bringsTheOutcomeOfAWatchedPromise() {
            var aliceSlot = introduces(bob, alice.root()).get(0);
            kernel.tells(bob.root(), "watch");
            var asked = bob.newPromise();
            var then = bob.newPromise();
            bob.runs(send(aliceSlot, "ask", asked), new Effect.Watch(asked, send(Slot.ROOT, "answered", then)));
            alice.runs();

            kernel.startsAgain();
            var bobAgain = kernel.again(bob);

            assertThat(bobAgain.inbox()).containsExactly("answered");
            var message = (Delivery.Message) bobAgain.takes().delivery();
            assertThat(message.arguments().body().toString()).contains("Json");
        }

        @Test
        void keepsADurableTimerWithTheTimeThatIsLeft() {
            kernel.tells(alice.root(), "go");
            alice.runs(after(7, send(Slot.ROOT, "tick", null)), after(8, null));
            kernel.commits();
            kernel.passes(4);

            kernel.startsAgain();
            var again = kernel.again(alice);
            kernel.state().apply(new Entry.TimerDue(again.record(), 7, false));

            assertThat(again.timers()).containsExactly("set 7", "cancel 7");
            assertThat(again.inbox()).containsExactly("tick");
        }

        @Test
        void bringsNoSecondCallOfAPeriodicTimerWhileOneOfBeforeWaits() {
            kernel.tells(alice.root(), "go");
            alice.runs(every(7, send(Slot.ROOT, "tick", null)));
            kernel.state().apply(new Entry.TimerDue(alice.record(), 7, true));

            kernel.startsAgain();
            var again = kernel.again(alice);
            kernel.state().apply(new Entry.TimerDue(again.record(), 7, true));
            assertThat(again.inbox()).containsExactly("tick");
            again.runs();
            kernel.state().apply(new Entry.TimerDue(again.record(), 7, true));

            assertThat(again.inbox()).containsExactly("tick");
        }

        @Test
        void forgetsADurableTimerOfAnObjectThatIsGone() {
            kernel.tells(alice.root(), "go");
            alice.runs(every(7, send(Slot.exported(4), "tick", null)));

            kernel.startsAgain();
            kernel.commits();

            assertThat(kernel.again(alice).timers()).isEmpty();
            assertThat(kernel.content().of(StoredRow.Timer.class)).isEmpty();
        }

        @Test
        void writesNothingThatIsOnDiskAlready() {
            kernel.callsKeyed("k", bob.root(), "ask");
            bob.answers("done");
            kernel.callsKeyed("l", bob.root(), "ask");
            kernel.tells(alice.root(), "go");
            alice.runs(after(7, send(Slot.ROOT, "tick", null)), put("done", "first"));

            kernel.startsAgain();

            assertThat(kernel.state().unwritten()).isZero();
        }

        @Test
        void endsASubclusterThatIsNotDurable() {
            kernel.keeps("s2", false, true);
            var carol = kernel.vat("carol", "s2");
            var carolSlot = introduces(alice, carol.root()).get(0);
            kernel.tells(alice.root(), "keep");
            alice.runs(put("friend", carolSlot));
            var call = kernel.callsKeyed("k", carol.root(), "ask");

            kernel.startsAgain();
            var again = kernel.again(alice);
            kernel.tells(again.root(), "call");
            again.runs(send(carolSlot, "hello", again.newPromise()));

            assertThat(kernel.restored().subclusters())
                    .extracting(SubclusterRecord::id)
                    .containsExactly("s1");
            assertThat(kernel.state().vats()).doesNotContainKey(carol.record().id());
            assertThat(again.inbox()).containsExactly("notify p+0 = OBJECT_DELETED");
            assertThat(call).isEmpty();
        }

        @Test
        void endsASubclusterWhoseLaunchHadNotEnded() {
            kernel.keeps("s2", true, false);
            kernel.vat("carol", "s2");

            kernel.startsAgain();
            kernel.commits();

            assertThat(kernel.restored().subclusters()).hasSize(1);
            assertThat(kernel.content().of(StoredRow.Vat.class)).hasSize(2);
        }

        @Test
        void neverGivesANumberTwice() {
            kernel.terminates(bob);

            kernel.startsAgain();

            assertThat(kernel.state().lastVat()).isEqualTo(2);
            assertThat(kernel.state().incarnation()).isEqualTo(1);
        }
    }

    @Nested
    class OfAVat {

        @Test
        void rejectsTheCulpritsCallerWithTheReasonAndKeepsTheRest() {
            bob.startsAgainAfterFaults();
            var culprit = kernel.calls(bob.root(), "spin");
            var decided = kernel.calls(bob.root(), "later");
            bob.takes();
            var waiting = kernel.calls(bob.root(), "waits");
            kernel.state().apply(new Entry.Fail(bob.record(), 0, 1, new Fault("SPUN", null, "it spins", null)));
            kernel.commits();

            assertThat(kernel.heard(culprit)).containsExactly("SPUN");
            assertThat(kernel.heard(decided)).isEmpty();
            var again = new FakeVat(kernel.state(), bob.record());
            again.starts();
            assertThat(again.inbox()).containsExactly("later", "waits");
            again.answers("done");
            kernel.commits();
            assertThat(kernel.heard(decided)).containsExactly("done");
            assertThat(kernel.heard(waiting)).isEmpty();
        }

        @Test
        void rejectsWhatItsHeapWasToDecide() {
            var decided = kernel.calls(bob.root(), "ask");
            bob.runs();

            kernel.state().apply(new Entry.Restart(bob.record(), reason()));
            kernel.commits();

            assertThat(kernel.heard(decided)).containsExactly("VAT_RESTARTED");
        }

        @Test
        void takesCallsOfAPeriodicTimerThatFiredBefore() {
            alice.startsAgainAfterFaults();
            kernel.tells(alice.root(), "go");
            alice.runs(every(7, send(Slot.ROOT, "tick", null)));
            alice.runsWithGo(kernel);
            kernel.state().apply(new Entry.TimerDue(alice.record(), 7, true));
            alice.runs();
            kernel.tells(alice.root(), "fail");
            alice.fails("BROKEN");
            alice.starts();

            kernel.state().apply(new Entry.TimerDue(alice.record(), 7, true));

            assertThat(alice.inbox()).containsExactly("tick");
        }

        @Test
        void findsOneLateCallOfAPeriodicTimerOfAnotherVat() {
            bob.startsAgainAfterFaults();
            var bobSlot = introduces(alice, bob.root()).get(0);
            kernel.tells(alice.root(), "go");
            alice.runs(every(7, send(bobSlot, "tick", null)));
            kernel.tells(bob.root(), "fail");
            bob.fails("BROKEN");

            for (int i = 0; i < 3; i++) {
                kernel.state().apply(new Entry.TimerDue(alice.record(), 7, true));
            }
            bob.starts();

            assertThat(bob.inbox()).containsExactly("tick");
        }

        @Test
        void takesMessagesWhileItIsDown() {
            kernel.state().apply(new Entry.Restart(bob.record(), reason()));
            var call = kernel.calls(bob.root(), "ask");
            var again = new FakeVat(kernel.state(), bob.record());
            again.starts();

            again.answers("done");
            kernel.commits();

            assertThat(kernel.heard(call)).containsExactly("done");
        }

        @Test
        void dropsCranksOfTheLostHeap() {
            kernel.tells(bob.root(), "work");
            var taken = bob.takes();
            kernel.state().apply(new Entry.Restart(bob.record(), reason()));
            var again = new FakeVat(kernel.state(), bob.record());
            again.starts();

            bob.ends(taken, put("late", 1));
            again.runs(put("once", 1));
            kernel.commits();

            assertThat(kernel.content().of(StoredRow.VatValue.class))
                    .extracting(StoredRow.VatValue::name)
                    .containsExactly("once");
        }

        @Test
        @DisplayName("scenario 61: what a vat sends is not there for others before its crank ends")
        void deliversWhatWasSentWithTheCrankOnly() {
            var bobSlot = introduces(alice, bob.root()).get(0);
            kernel.tells(alice.root(), "work");
            var taken = alice.takes();
            assertThat(bob.inbox()).isEmpty();

            alice.ends(taken, send(bobSlot, "sent", null));

            assertThat(bob.inbox()).hasSize(1);
        }

        @Test
        @DisplayName(
                "scenarios 57 and 58: state and messages of an aborted crank are undone, and what was legal behind it")
        void undoesAnIllegalCrankWhole() {
            var bobSlot = introduces(alice, bob.root()).get(0);
            var call = kernel.calls(alice.root(), "cheat");

            alice.runs(
                    put("half", 1),
                    send(bobSlot, "half", null),
                    fulfil(Slot.vatPromise(99), 1),
                    send(Slot.imported(9), "x", null),
                    send(bobSlot, "behind", null),
                    put("behind", 1));
            kernel.commits();

            assertThat(kernel.heard(call)).containsExactly("ILLEGAL_OPERATION");
            assertThat(bob.inbox()).isEmpty();
            assertThat(kernel.content().of(StoredRow.VatValue.class)).isEmpty();
            assertThat(requireNonNull(alice.ended()).code()).isEqualTo("ILLEGAL_OPERATION");
        }

        @Test
        @DisplayName("scenario 66: what ran when its place died is brought once more, and not a third time")
        void bringsWhatRanWhenItsPlaceDiedOnceMore() {
            bob.startsAgainAfterFaults();
            var call = kernel.calls(bob.root(), "work");

            kernel.state().apply(new Entry.PlaceDied(bob.record(), 0, reason()));
            var again = new FakeVat(kernel.state(), bob.record());
            again.startsAgainAfterFaults();
            again.starts();
            assertThat(again.inbox()).containsExactly("work");
            kernel.state().apply(new Entry.PlaceDied(bob.record(), 1, reason()));
            kernel.commits();

            assertThat(kernel.heard(call)).containsExactly("VAT_FAILED");
        }

        private Fault reason() {
            return new Fault("TEST", null, "the test wants it", null);
        }
    }
}
