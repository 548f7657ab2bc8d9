package dev.vellamo.kernel.state;

import static dev.vellamo.kernel.state.Effects.become;
import static dev.vellamo.kernel.state.Effects.fulfil;
import static dev.vellamo.kernel.state.Effects.send;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.capdata.Slot;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class VatEndTest {

    private final Simulation kernel = new Simulation();
    private final FakeVat alice = kernel.vat("alice");
    private final FakeVat bob = kernel.vat("bob");

    @Nested
    class Callers {

        @Test
        @DisplayName("scenario 54: a message to an object of a terminated vat is rejected OBJECT_DELETED")
        void ofAnEndedVatGetObjectDeleted() {
            kernel.terminates(bob);

            var result = kernel.calls(bob.root(), "hello");

            assertThat(kernel.heard(result)).containsExactly("OBJECT_DELETED");
            assertThat(kernel.fault(result).message()).contains("\"hello\"", "v2 (bob)");
        }

        @Test
        @DisplayName("scenario 55: calls in flight, queued and parked reject VAT_TERMINATED when their vat ends")
        void inFlightQueuedAndParkedGetVatTerminated() {
            var inFlight = kernel.calls(bob.root(), "in flight");
            bob.takes();
            var queued = kernel.calls(bob.root(), "queued");
            var parked = kernel.calls(inFlight, "parked");
            var ofAlice = alice.newPromise();
            var bobSlot = kernel.introduces(alice, bob.root());
            kernel.tells(alice.root(), "go");
            alice.runs(send(bobSlot, "from a vat", ofAlice));

            kernel.terminates(bob);

            assertThat(List.of(kernel.heard(inFlight), kernel.heard(queued), kernel.heard(parked)))
                    .allSatisfy(heard -> assertThat(heard).containsExactly("VAT_TERMINATED"));
            assertThat(alice.inbox()).containsExactly("notify p+0 = VAT_TERMINATED");
        }

        @Test
        @DisplayName("scenario 55: the culprit's caller gets the reason itself, the others its consequence")
        void ofTheCulpritGetTheReasonItself() {
            var culprit = kernel.calls(bob.root(), "spin");
            var other = kernel.calls(bob.root(), "other");
            var reason = Fault.of(ErrorCode.DEADLINE_EXCEEDED, "it spins");

            kernel.state().apply(new Entry.Fail(bob.record(), 0, 1, reason));

            assertThat(kernel.fault(culprit)).isSameAs(reason);
            assertThat(kernel.heard(other)).containsExactly("VAT_TERMINATED");
            assertThat(kernel.fault(other).cause()).isSameAs(reason);
        }

        @Test
        void whosePromiseWasPassedOnHearFromTheVatThatHasIt() {
            var bobSlot = kernel.introduces(alice, bob.root());
            var result = kernel.calls(alice.root(), "delegate");
            var passedOn = alice.newPromise();
            alice.runs(send(bobSlot, "do it", passedOn), become(Slot.kernelPromise(0), passedOn));

            kernel.terminates(alice);
            assertThat(kernel.heard(result)).isEmpty();
            bob.answers("done");

            assertThat(kernel.heard(result)).containsExactly("done");
        }

        @Test
        void ofAPromiseThatTheVatMadeItselfAreRejectedToo() {
            var bobSlot = kernel.introduces(alice, bob.root());
            kernel.tells(alice.root(), "go");
            alice.runs(send(bobSlot, "wait for this", null, alice.newPromise()));

            kernel.terminates(alice);

            assertThat(bob.inbox()).containsExactly("wait for this", "notify p-0 = VAT_TERMINATED");
        }
    }

    @Nested
    class TheVat {

        @Test
        void endsOnceAndForTheFirstReason() {
            kernel.terminates(bob);
            kernel.state().apply(new Entry.EndVat(bob.record(), Fault.of(ErrorCode.VAT_FAILED, "later")));

            assertThat(requireNonNull(bob.ended()).message()).isEqualTo("the test ends it");
        }

        @Test
        void thatExitsHasItsCrankAppliedFirst() {
            var bobSlot = kernel.introduces(alice, bob.root());
            var result = kernel.calls(alice.root(), "last");
            var later = kernel.calls(alice.root(), "later");
            alice.takes();

            alice.exits(2, "work is done", send(bobSlot, "bye", null), fulfil(Slot.kernelPromise(0), "ok"));

            assertThat(kernel.heard(result)).containsExactly("ok");
            assertThat(kernel.heard(later)).containsExactly("VAT_TERMINATED");
            assertThat(kernel.fault(later).message()).contains("work is done");
            assertThat(bob.inbox()).containsExactly("bye");
        }

        @Test
        void hasItsLateCranksDropped() {
            var bobSlot = kernel.introduces(alice, bob.root());
            kernel.tells(alice.root(), "go");
            var go = alice.takes();
            kernel.terminates(alice);

            alice.ends(go, send(bobSlot, "too late", null));

            assertThat(bob.waiting()).isZero();
        }

        @Test
        void hasACrankOfAnotherDeliveryDropped() {
            var bobSlot = kernel.introduces(alice, bob.root());
            kernel.tells(alice.root(), "two");
            kernel.tells(alice.root(), "three");

            alice.ends(3, send(bobSlot, "not yet", null));
            alice.ends(1, send(bobSlot, "once more", null));
            alice.ends(2, send(bobSlot, "now", null));
            alice.ends(2, send(bobSlot, "twice", null));

            assertThat(bob.inbox()).containsExactly("now");
        }

        @Test
        void hearsNothingMore() {
            var pending = kernel.calls(bob.root(), "slow");
            kernel.introduces(alice, pending);
            kernel.terminates(alice);

            bob.answers("done");
            kernel.state().apply(new Entry.Wake(alice.record()));
            kernel.state().apply(new Entry.TimerDue(alice.record(), 1, false));

            assertThat(alice.waiting()).isZero();
            assertThat(alice.record().tableSize()).isZero();
        }
    }

    @Nested
    class AnIllegalOperation {

        @Test
        @DisplayName("scenario 53: a message to a malformed reference ends its sender and the kernel goes on")
        void ofAVatEndsItAndNobodyElse() {
            var result = kernel.calls(alice.root(), "go");
            alice.runs(send(Slot.imported(99), "hello", null));

            assertThat(kernel.heard(result)).containsExactly("ILLEGAL_OPERATION");
            assertThat(kernel.fault(result).message()).contains("v1 (alice)", "o-99");
            var after = kernel.calls(bob.root(), "still there");
            bob.answers("yes");
            assertThat(kernel.heard(after)).containsExactly("yes");
        }
    }
}
