package dev.vellamo.kernel.state;

import static dev.vellamo.kernel.state.Effects.become;
import static dev.vellamo.kernel.state.Effects.send;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.kernel.store.StoredRow;
import dev.vellamo.protocol.capdata.CapData;
import dev.vellamo.protocol.capdata.Passable;
import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.crank.Delivery;
import dev.vellamo.protocol.crank.Effect;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Capabilities that are taken away for good. */
class RevocationTest {

    private final Disk kernel = new Disk();
    private final FakeVat alice = kernel.vat("alice");
    private final FakeVat bob = kernel.vat("bob");

    @AfterEach
    void leavesASoundDisk() {
        kernel.commits();
        assertThat(kernel.problems()).isEmpty();
    }

    private Slot bobInAlice() {
        kernel.tells(alice.root(), "meet", bob.root());
        return ((Delivery.Message) alice.runs()).arguments().slots().get(0);
    }

    @Test
    @DisplayName("scenario 73: every later call is rejected; calls already on their way finish")
    void rejectsLaterCalls() {
        var before = kernel.calls(bob.root(), "before");
        kernel.state().apply(new Entry.Revoke(bob.root()));
        kernel.state().apply(new Entry.Revoke(bob.root()));
        var after = kernel.calls(bob.root(), "after");

        bob.answers("done");
        kernel.commits();

        assertThat(kernel.heard(before)).containsExactly("done");
        assertThat(kernel.heard(after)).containsExactly("OBJECT_REVOKED");
        assertThat(bob.ended()).isNull();
    }

    @Test
    @DisplayName("scenario 73: also through a promise that resolves to it")
    void rejectsCallsThroughAPromise() {
        var bobSlot = bobInAlice();
        kernel.tells(alice.root(), "pipeline");
        var root = alice.newPromise();
        var hello = alice.newPromise();
        alice.runs(send(bobSlot, "root", root), send(root, "hello", hello));
        var message = (Delivery.Message) bob.takes().delivery();
        kernel.state().apply(new Entry.Revoke(bob.root()));

        bob.ends(1, become(requireNonNull(message.result()), Slot.ROOT));

        assertThat(alice.inbox()).containsExactly("notify p+0 = [o-0]", "notify p+1 = OBJECT_REVOKED");
    }

    @Test
    @DisplayName("scenario 73: its vat and sibling objects work, and it survives a restart")
    void survivesARestart() {
        kernel.state().apply(new Entry.Revoke(bob.root()));

        kernel.startsAgain();
        var again = kernel.again(bob);
        var call = kernel.calls(again.root(), "hello");
        var other = kernel.calls(kernel.again(alice).root(), "hello");
        kernel.commits();

        assertThat(kernel.heard(call)).containsExactly("OBJECT_REVOKED");
        assertThat(kernel.heard(other)).isEmpty();
    }

    /** Bob passes his durable object to alice, who lets go of it. */
    private void passesAndLetsGo(Slot aliceInBob) {
        kernel.tells(bob.root(), "pass");
        bob.runs(send(aliceInBob, "take", null, Slot.durable(7)));
        var taken = ((Delivery.Message) alice.runs()).arguments().slots();
        alice.runsWithGo(kernel, new Effect.DropImports(taken), new Effect.RetireImports(taken));
    }

    private Slot aliceInBob() {
        kernel.tells(bob.root(), "meet", alice.root());
        var slot =
                ((Delivery.Message) bob.takes().delivery()).arguments().slots().get(0);
        var stored = new CapData(new Passable.Sequence(List.of()), List.of(slot, Slot.durable(7)));
        bob.ends(1, new Effect.Put("kept", stored));
        return slot;
    }

    private String callsWhatBobPasses(FakeVat from, FakeVat to, Slot toInFrom) {
        kernel.tells(from.root(), "pass");
        from.runs(send(toInFrom, "take", null, Slot.durable(7)));
        var taken = ((Delivery.Message) to.runs()).arguments().slots().get(0);
        to.runsWithGo(kernel, send(taken, "hello", to.newPromise()));
        return String.join(",", to.inbox());
    }

    @Test
    void staysThoughNobodyElseKnewTheObjectForAWhile() {
        var aliceInBob = aliceInBob();
        passesAndLetsGo(aliceInBob);
        bob.runsWithGo(kernel, new Effect.Revoke(Slot.durable(7)));
        kernel.state().apply(new Entry.CollectGarbage());
        bob.runsAll();

        assertThat(callsWhatBobPasses(bob, alice, aliceInBob)).endsWith("OBJECT_REVOKED");
    }

    @Test
    void staysOverARestartThoughNobodyElseKnowsTheObject() {
        var aliceInBob = aliceInBob();
        passesAndLetsGo(aliceInBob);
        bob.runsWithGo(kernel, new Effect.Revoke(Slot.durable(7)));
        kernel.startsAgain();
        var alices = kernel.again(alice);
        var bobs = kernel.again(bob);
        kernel.state().apply(new Entry.CollectGarbage());
        bobs.runsAll();

        assertThat(callsWhatBobPasses(bobs, alices, aliceInBob)).endsWith("OBJECT_REVOKED");
    }

    @Test
    void endsWithTheObject() {
        passesAndLetsGo(aliceInBob());
        bob.runsWithGo(kernel, new Effect.Revoke(Slot.durable(7)));
        kernel.state().apply(new Entry.CollectGarbage());

        bob.runs(new Effect.Delete("kept"), new Effect.RetireExports(List.of(Slot.durable(7))));
        kernel.commits();

        assertThat(kernel.content().of(StoredRow.ObjectMark.class)).isEmpty();
        assertThat(bob.record().exports().all()).isEmpty();
    }

    @Test
    void isAlsoAVatsOwnWish() {
        var bobSlot = bobInAlice();
        kernel.tells(bob.root(), "go");
        bob.runs(new Effect.Revoke(Slot.ROOT));
        kernel.tells(alice.root(), "call");

        alice.runs(send(bobSlot, "hello", alice.newPromise()));

        assertThat(alice.inbox()).containsExactly("notify p+0 = OBJECT_REVOKED");
    }

    @Test
    void ofWhatOthersExportedIsIllegal() {
        var bobSlot = bobInAlice();
        kernel.tells(alice.root(), "go");
        alice.runs(new Effect.Revoke(bobSlot));

        assertThat(requireNonNull(alice.ended()).code()).isEqualTo("ILLEGAL_OPERATION");
    }

    @Test
    @DisplayName("scenario 74: what is not there is not found")
    void findsWhatThereIsAndNothingElse() {
        assertThat(find("v2:o+0")).containsSame(bob.root());
        for (var unknown : List.of("v9:o+0", "v2:o+d4", "v2.0:o+4", "v2.7:o+4", "kp1", "nonsense", "", "service:x")) {
            assertThat(find(unknown)).as(unknown).isEmpty();
        }
    }

    private Optional<KernelRef> find(String text) {
        var found = new ArrayList<Optional<KernelRef>>();
        kernel.state().apply(new Entry.Find(text, found::add));
        return found.get(0);
    }
}
