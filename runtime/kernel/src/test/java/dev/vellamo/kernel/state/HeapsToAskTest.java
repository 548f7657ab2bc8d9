package dev.vellamo.kernel.state;

import static dev.vellamo.kernel.state.Effects.send;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.crank.Delivery;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** When a vat is asked what its heap holds no more. */
class HeapsToAskTest {

    private final Disk kernel = new Disk();
    private final FakeVat alice = kernel.vat("alice");
    private final FakeVat bob = kernel.vat("bob");

    private void tidies(boolean heapsWereCollected) {
        kernel.state().apply(new Entry.Tidy(heapsWereCollected));
    }

    private void asksBoth() {
        tidies(true);
        alice.runsAll();
        bob.runsAll();
    }

    @Test
    void aVatThatEndedIsNotAsked() {
        alice.runsWithGo(kernel);
        kernel.terminates(alice);

        tidies(true);

        assertThat(alice.inbox()).isEmpty();
    }

    @Test
    void aVatThatIsDownIsNotAskedAndIsAskedWhenItRanAgain() {
        asksBoth();
        alice.startsAgainAfterFaults();
        alice.runsWithGo(kernel);
        kernel.tells(alice.root(), "fail");
        alice.fails("BROKEN");
        tidies(true);
        assertThat(alice.inbox()).isEmpty();

        alice.starts();
        tidies(true);

        assertThat(alice.takes().delivery()).isInstanceOf(Delivery.BringOutYourDead.class);
    }

    @Test
    void noVatIsAskedBeforeTheJvmHasLooked() {
        alice.runsWithGo(kernel);

        tidies(false);

        assertThat(alice.inbox()).isEmpty();
    }

    @Test
    void everyVatThatRanSomethingIsAskedOnce() {
        asksBoth();
        alice.runsWithGo(kernel);
        alice.runsWithGo(kernel);

        tidies(true);
        tidies(true);

        assertThat(alice.waiting()).isEqualTo(1);
        assertThat(bob.waiting()).isZero();
    }

    @Test
    void answeringIsNoReasonToBeAskedAgain() {
        asksBoth();

        tidies(true);

        assertThat(alice.waiting()).isZero();
    }

    @Test
    void whatRanWhileItWasAskedIsAReason() {
        asksBoth();
        alice.runsWithGo(kernel);
        tidies(true);
        kernel.tells(alice.root(), "go");
        alice.runsAll();

        tidies(true);

        assertThat(alice.waiting()).isEqualTo(1);
    }

    @Nested
    class WithMoreThanAreAskedAtOnce {

        @Test
        void theOthersAreAskedTheNextTime() {
            var heaps = new HeapsToAsk();
            alice.record().noLongerToBeAsked();
            bob.record().noLongerToBeAsked();
            heaps.ran(alice.record(), 1_000);
            heaps.ran(bob.record(), 1_000);
            heaps.collected();

            assertThat(heaps.take(1)).containsExactly(alice.record());
            assertThat(heaps.take(1)).containsExactly(bob.record());
            assertThat(heaps.take(1)).isEmpty();
        }
    }

    @Test
    void garbageIsCollectedThoughNoHeapIsAsked() {
        kernel.tells(bob.root(), "meet", alice.root());
        var aliceInBob = ((Delivery.Message) bob.runs()).arguments().slots().get(0);
        kernel.tells(bob.root(), "pass");
        bob.runs(send(aliceInBob, "take", null, Slot.exported(4)));
        kernel.terminates(alice);

        tidies(false);

        assertThat(bob.takes().delivery()).isInstanceOf(Delivery.CollectGarbage.class);
    }
}
