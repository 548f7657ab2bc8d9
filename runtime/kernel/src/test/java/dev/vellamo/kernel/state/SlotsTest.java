package dev.vellamo.kernel.state;

import static dev.vellamo.kernel.state.Effects.become;
import static dev.vellamo.kernel.state.Effects.fulfil;
import static dev.vellamo.kernel.state.Effects.send;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.crank.Delivery;
import java.lang.ref.WeakReference;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** How long a slot designates a promise, and where the news of its end stands in the order. */
class SlotsTest {

    private final Simulation kernel = new Simulation();
    private final FakeVat alice = kernel.vat("alice");
    private final FakeVat bob = kernel.vat("bob");
    private final Slot bobSlot = kernel.introduces(alice, bob.root());

    @Nested
    class WhileTheNewsOfItsEndIsOnItsWay {

        private final KernelPromise promise = kernel.calls(bob.root(), "slow");

        @Test
        void aVatMayStillPassThePromise() {
            kernel.tells(alice.root(), "learn", promise);
            var learn = alice.takes();
            var slot = ((Delivery.Message) learn.delivery()).arguments().slots().get(0);
            bob.answers("done");

            alice.ends(learn, send(bobSlot, "look", null, slot));

            assertThat(alice.ended()).isNull();
            assertThat(bob.inbox()).containsExactly("look", "notify p-1 = done");
            assertThat(alice.inbox()).containsExactly("notify p-0 = done");
        }

        @Test
        void aVatMayStillSendToItAndFollowIt() {
            var following = kernel.calls(alice.root(), "learn", promise);
            var learn = alice.takes();
            var message = (Delivery.Message) learn.delivery();
            var slot = message.arguments().slots().get(0);
            bob.runs(become(requireNonNull(Slot.kernelPromise(0)), Slot.ROOT));

            alice.ends(learn, send(slot, "hello", null), become(requireNonNull(message.result()), slot));

            assertThat(bob.inbox()).containsExactly("hello");
            assertThat(kernel.heard(following)).containsExactly("1 refs");
        }

        @Test
        void theResultOfASendIsStillThatPromise() {
            kernel.tells(alice.root(), "go");
            kernel.tells(alice.root(), "go on");
            var result = alice.newPromise();
            alice.runs(send(bobSlot, "ask", result));
            bob.runs();
            bob.answers("done");
            kernel.tells(bob.root(), "marker");

            alice.runs(send(bobSlot, "look", null, result));

            assertThat(bob.inbox()).containsExactly("marker", "look", "notify p-2 = done");
        }

        @Test
        void onceHeardOfItTheSlotIsGone() {
            kernel.tells(alice.root(), "learn", promise);
            alice.runs();
            bob.answers("done");
            alice.runs();
            kernel.tells(alice.root(), "go");

            alice.runs(send(bobSlot, "look", null, Slot.kernelPromise(0)));

            assertThat(requireNonNull(alice.ended()).message()).contains("p-0", "never given");
        }
    }

    @Nested
    class WhenAVatSettlesAPromise {

        @Test
        void otherEffectsOfTheCrankMayNameItBeforeAndBehind() {
            kernel.tells(alice.root(), "go");
            var mine = alice.newPromise();

            alice.runs(send(bobSlot, "before", null, mine), fulfil(mine, "done"), send(bobSlot, "behind", null, mine));

            assertThat(bob.inbox()).containsExactly("before", "notify p-0 = done", "behind", "notify p-1 = done");
            assertThat(alice.record().tableSize()).isZero();
        }

        @Test
        void aMessageThatNamesItAndIsOnItsWayIsFollowedByTheOutcome() {
            var result = kernel.calls(alice.root(), "first");
            kernel.tells(alice.root(), "second", result);

            alice.answers("done");

            assertThat(alice.inbox()).containsExactly("second", "notify p-0 = done");
            alice.runsAll();
            assertThat(alice.record().tableSize()).isZero();
        }

        @Test
        void aMessageThatNamedItBeforeTheCrankIsNotFollowedByTheOutcome() {
            kernel.calls(alice.root(), "first");
            var first = alice.takes();
            alice.ends(first);
            kernel.tells(alice.root(), "second");

            alice.runs(fulfil(Slot.kernelPromise(0), "done"));

            assertThat(alice.inbox()).isEmpty();
            assertThat(alice.record().tableSize()).isZero();
        }

        @Test
        void itHearsOfAPromiseOfItsOwnThatComesBackInAMessageOnItsWay() {
            kernel.tells(alice.root(), "go");
            kernel.tells(alice.root(), "settle");
            var mine = alice.newPromise();
            var aliceSlot = kernel.introduces(bob, alice.root());
            alice.runs(send(bobSlot, "take", null, mine));
            bob.runs(send(aliceSlot, "back", null, Slot.kernelPromise(0)));

            alice.runs(fulfil(mine, "done"));

            assertThat(alice.inbox()).containsExactly("back", "notify p+0 = done");
        }
    }

    @Nested
    class ASettledPromisePassedAgain {

        @Test
        void isNotifiedRightBehindTheMessage() {
            var promise = kernel.calls(bob.root(), "ask");
            bob.answers("done");

            kernel.tells(alice.root(), "look", promise, promise);
            kernel.tells(alice.root(), "next");

            assertThat(alice.inbox()).containsExactly("look", "notify p-0 = done", "next");
            alice.runsAll();
            assertThat(alice.record().tableSize()).isZero();
        }

        @Test
        void isNotifiedTogetherWithThePromiseWhoseValueHoldsIt() {
            var inner = kernel.calls(bob.root(), "inner");
            bob.answers("done");
            var outer = new KernelPromise();
            kernel.tells(alice.root(), "look", outer);

            kernel.state()
                    .apply(new Entry.HostSettle(outer, new KernelSettlement.Fulfilled(Simulation.list(inner)), null));

            assertThat(alice.inbox()).containsExactly("look", "notify p-0 = [p-1], notify p-1 = done");
        }

        @Test
        void toTheVatThatIsStillToHearOfItGetsASlotOfItsOwn() {
            var promise = kernel.calls(bob.root(), "ask");
            kernel.tells(alice.root(), "look", promise);
            bob.answers("done");

            kernel.tells(alice.root(), "again", promise);

            assertThat(alice.inbox()).containsExactly("look", "notify p-0 = done", "again", "notify p-1 = done");
            alice.runsAll();
            assertThat(alice.record().tableSize()).isZero();
        }
    }

    @Nested
    class AfterManyCalls {

        private static final int CALLS = 1_000;

        @Test
        void noTableHoldsAnything() {
            for (int i = 0; i < CALLS; i++) {
                kernel.tells(alice.root(), "go");
                alice.runs(send(bobSlot, "ask", alice.newPromise()));
                bob.answers(i);
                alice.runs();
            }

            assertThat(alice.record().tableSize()).isZero();
            assertThat(bob.record().tableSize()).isZero();
        }

        @Test
        void nothingKeepsAPromiseThatHasEnded() throws InterruptedException {
            var promise = kernel.calls(bob.root(), "ask");
            kernel.tells(alice.root(), "look", promise);
            var weak = new WeakReference<>(promise);
            bob.answers("done");
            promise = new KernelPromise();
            alice.runsAll();

            for (int i = 0; i < 50 && weak.get() != null; i++) {
                System.gc();
            }

            assertThat(weak.get()).isNull();
            assertThat(promise.isPending()).isTrue();
        }

        @Test
        void aPendingPromiseDoesNotKeepAVatThatEnded() {
            var pending = new KernelPromise();
            var weak = new WeakReference<>(endedVatThatKnew(pending));

            for (int i = 0; i < 50 && weak.get() != null; i++) {
                System.gc();
            }

            assertThat(weak.get()).isNull();
            assertThat(pending.isPending()).isTrue();
        }

        private FakeVat endedVatThatKnew(KernelPromise pending) {
            var dave = kernel.vat("dave");
            kernel.introduces(dave, pending);
            kernel.introduces(alice, dave.root());
            kernel.terminates(dave);
            return dave;
        }
    }
}
