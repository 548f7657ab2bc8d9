package dev.vellamo.kernel.state;

import static dev.vellamo.kernel.state.Effects.become;
import static dev.vellamo.kernel.state.Effects.send;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.crank.Delivery;
import java.util.ArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What follows a promise that does not settle for a long time. */
class FollowersTest {

    private static final int MANY = 1_000;

    private final Simulation kernel = new Simulation();
    private final FakeVat alice = kernel.vat("alice");
    private final FakeVat bob = kernel.vat("bob");
    private final KernelPromise late = new KernelPromise();
    private Slot lateInBob = Slot.ROOT;

    @BeforeEach
    void bobKnowsThePromise() {
        lateInBob = kernel.introduces(bob, late);
    }

    private void bobAnswersLate() {
        var message = (Delivery.Message) bob.takes().delivery();
        bob.ends(bob.record().deliveries().expected(), become(requireNonNull(message.result()), lateInBob));
    }

    @Test
    void goIfNobodyWaitsForThem() {
        alice.startsAgainAfterFaults();
        for (int i = 0; i < MANY; i++) {
            var bobInAlice = kernel.introduces(alice, bob.root());
            alice.runsWithGo(kernel, send(bobInAlice, "ask", alice.newPromise()));
            bobAnswersLate();
            kernel.tells(alice.root(), "fail");
            alice.fails("BROKEN");
            alice.starts();
        }

        assertThat(late.directFollowers()).hasSizeLessThan(50);
    }

    @Test
    void stayIfSomebodyWaitsForThem() {
        var waiting = new ArrayList<KernelPromise>();
        for (int i = 0; i < MANY; i++) {
            waiting.add(kernel.calls(bob.root(), "ask"));
            bobAnswersLate();
        }
        assertThat(late.directFollowers()).hasSize(MANY);

        kernel.fulfils(late, "done");

        assertThat(waiting).allMatch(promise -> kernel.heard(promise).size() == 1);
    }

    @Test
    void thatOthersFollowGoWithThem() {
        for (int i = 0; i < MANY; i++) {
            var inner = new KernelPromise();
            kernel.state().routing().settling().resolve(new KernelPromise(), follows(inner));
            kernel.state().routing().settling().resolve(inner, follows(late));
        }

        assertThat(late.directFollowers()).hasSizeLessThan(50);
    }

    @Test
    void areHeardThroughThePromiseAtTheEnd() {
        var forgotten = new KernelPromise();
        kernel.state().routing().settling().resolve(forgotten, follows(late));
        for (int i = 0; i < MANY; i++) {
            kernel.state().routing().settling().resolve(new KernelPromise(), follows(late));
        }
        kernel.watches(forgotten);

        kernel.fulfils(late, "done");

        assertThat(kernel.heard(forgotten)).containsExactly("done");
    }

    private static KernelSettlement follows(KernelPromise promise) {
        return new KernelSettlement.Fulfilled(KernelData.reference(promise));
    }
}
