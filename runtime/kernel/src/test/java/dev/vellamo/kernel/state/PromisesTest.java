package dev.vellamo.kernel.state;

import static dev.vellamo.kernel.state.Effects.become;
import static dev.vellamo.kernel.state.Effects.fulfil;
import static dev.vellamo.kernel.state.Effects.fulfilWithList;
import static dev.vellamo.kernel.state.Effects.reject;
import static dev.vellamo.kernel.state.Effects.send;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.crank.Delivery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PromisesTest {

    private final Simulation kernel = new Simulation();
    private final FakeVat alice = kernel.vat("alice");
    private final FakeVat bob = kernel.vat("bob");
    private final FakeVat carol = kernel.vat("carol");

    @Nested
    class MessagesToAPromise {

        @Test
        @DisplayName("scenario 47: a promise that becomes no reference rejects the messages sent to it")
        void areRejectedIfItBecomesNoReference() {
            var first = kernel.calls(bob.root(), "first");
            var second = kernel.calls(first, "second");

            bob.answers(42);

            assertThat(kernel.heard(first)).containsExactly("42");
            assertThat(kernel.heard(second)).containsExactly("BAD_PROMISE_RESOLUTION");
            assertThat(kernel.fault(second).message()).contains("\"second\"");
        }

        @Test
        @DisplayName("scenario 47: a rejected promise rejects the messages sent to it with the same reason")
        void areRejectedWithItsReason() {
            var first = kernel.calls(bob.root(), "first");
            var second = kernel.calls(first, "second");
            var third = kernel.calls(second, "third");

            bob.runs(reject(Slot.kernelPromise(0), "NO_SUCH_ROOM"));

            assertThat(kernel.heard(second)).containsExactly("NO_SUCH_ROOM");
            assertThat(kernel.heard(third)).containsExactly("NO_SUCH_ROOM");
            assertThat(kernel.fault(third)).isSameAs(kernel.fault(first));
        }

        @Test
        void areReportedIfTheyFailAndNobodyWaits() {
            var first = kernel.calls(bob.root(), "first");
            kernel.tells(first, "second");

            bob.answers(42);

            assertThat(kernel.unheard()).containsExactly("second BAD_PROMISE_RESOLUTION");
        }

        @Test
        @DisplayName(
                "scenario 46: messages to a promise arrive after it resolves, in order with later ones, two levels deep")
        void arriveInOrderOnceItIsAnObject() {
            var carolSlot = kernel.introduces(bob, carol.root());
            var one = alice.newPromise();
            var two = alice.newPromise();
            var bobSlot = kernel.introduces(alice, bob.root());
            kernel.tells(alice.root(), "go");
            alice.runs(
                    send(bobSlot, "open", one),
                    send(one, "list", two),
                    send(one, "a", null),
                    send(two, "x", null),
                    send(one, "b", null));
            assertThat(bob.inbox()).containsExactly("open");

            var open = bob.takes();
            bob.ends(open, become(resultOf(open.delivery()), carolSlot));
            kernel.tells(carol.root(), "later");
            assertThat(carol.inbox()).containsExactly("list", "a", "b", "later");

            var list = carol.takes();
            carol.ends(list, become(resultOf(list.delivery()), Slot.ROOT));
            assertThat(carol.inbox()).containsExactly("a", "b", "later", "x");
        }

        @Test
        void goOnToAPromiseThatItFollowsBehindTheOnesParkedThere() {
            var first = kernel.calls(bob.root(), "first");
            var second = kernel.calls(carol.root(), "second");
            kernel.tells(second, "s1");
            kernel.tells(first, "f1");
            kernel.tells(first, "f2");
            var secondInBob = kernel.calls(bob.root(), "learn", second);
            assertThat(kernel.heard(secondInBob)).isEmpty();
            var ask = bob.takes();
            bob.ends(ask);
            var learn = bob.takesMessage();
            bob.ends(2, become(Slot.kernelPromise(0), learn.arguments().slots().get(0)));
            kernel.tells(first, "f3");

            carol.runs(become(Slot.kernelPromise(0), Slot.ROOT));

            assertThat(carol.inbox()).containsExactly("s1", "f1", "f2", "f3");
        }
    }

    @Nested
    class ACycle {

        private final Slot bobSlot = kernel.introduces(alice, bob.root());

        @Test
        @DisplayName("scenario 49: promises that become each other in one crank are rejected")
        void ofTwoInOneCrankIsRejected() {
            var first = kernel.calls(alice.root(), "first");
            var second = kernel.calls(alice.root(), "second");
            alice.runs();
            var slots = promisesOf(alice);

            alice.runs(become(slots.get(0), slots.get(1)), become(slots.get(1), slots.get(0)));

            assertThat(kernel.heard(first)).containsExactly("PROMISE_CYCLE");
            assertThat(kernel.heard(second)).containsExactly("PROMISE_CYCLE");
        }

        @Test
        void ofOneWithItselfIsRejected() {
            var first = kernel.calls(alice.root(), "first");

            alice.runs(become(Slot.kernelPromise(0), Slot.kernelPromise(0)));

            assertThat(kernel.heard(first)).containsExactly("PROMISE_CYCLE");
            assertThat(alice.ended()).isNull();
        }

        @Test
        @DisplayName("scenario 49: a promise resolved to itself through other vats is rejected and nothing hangs")
        void throughSeveralVatsIsRejected() {
            var ofAlice = kernel.calls(alice.root(), "first");
            var ofBob = kernel.calls(bob.root(), "second");
            var parked = kernel.calls(ofAlice, "parked");
            kernel.tells(alice.root(), "learn", ofBob);
            kernel.tells(bob.root(), "learn", ofAlice);
            alice.runs();
            bob.runs();

            alice.runs(become(Slot.kernelPromise(0), Slot.kernelPromise(1)));
            assertThat(kernel.heard(ofAlice)).isEmpty();
            bob.runs(become(Slot.kernelPromise(0), Slot.kernelPromise(1)));

            assertThat(kernel.heard(ofAlice)).containsExactly("PROMISE_CYCLE");
            assertThat(kernel.heard(ofBob)).containsExactly("PROMISE_CYCLE");
            assertThat(kernel.heard(parked)).containsExactly("PROMISE_CYCLE");
        }

        @Test
        void throughAMessageThatIsParkedOnItIsRejected() {
            var ofAlice = kernel.calls(alice.root(), "first");
            var parked = kernel.calls(ofAlice, "parked");
            var parkedThere = kernel.calls(parked, "parked there");
            kernel.tells(alice.root(), "learn", parkedThere);
            var first = alice.takes();
            alice.ends(first);

            alice.runs(become(Slot.kernelPromise(0), Slot.kernelPromise(1)));

            assertThat(kernel.heard(ofAlice)).containsExactly("PROMISE_CYCLE");
            assertThat(kernel.heard(parked)).containsExactly("PROMISE_CYCLE");
            assertThat(kernel.heard(parkedThere)).containsExactly("PROMISE_CYCLE");
        }

        @Test
        @DisplayName("scenario 49: containers that hold each other's promises are no error, in one crank and over two")
        void throughContainersIsFine() {
            var first = kernel.calls(alice.root(), "first");
            var second = kernel.calls(alice.root(), "second");
            alice.runs(fulfilWithList(Slot.kernelPromise(0), Slot.kernelPromise(1)));
            var mine = alice.newPromise();
            var other = alice.newPromise();

            alice.runs(
                    send(bobSlot, "hold", null, mine, other),
                    fulfilWithList(mine, other),
                    fulfilWithList(other, mine),
                    fulfilWithList(Slot.kernelPromise(1), mine));

            assertThat(kernel.heard(first)).containsExactly("1 refs");
            assertThat(kernel.heard(second)).containsExactly("1 refs");
            assertThat(bob.inbox())
                    .containsExactly("hold", "notify p-0 = [p-1]", "notify p-1 = [p-2], notify p-2 = [p-1]");
        }

        private List<Slot> promisesOf(FakeVat vat) {
            assertThat(vat.waiting()).isEqualTo(1);
            return List.of(Slot.kernelPromise(0), Slot.kernelPromise(1));
        }
    }

    @Nested
    class AChain {

        /** Long enough to overflow any stack that grows with it, and to show quadratic work as minutes. */
        private static final int LINKS = 100_000;

        private final List<KernelPromise> links = new ArrayList<>();

        private void linksWithMessages() {
            for (int i = 0; i <= LINKS; i++) {
                links.add(new KernelPromise());
            }
            for (int i = 0; i < 1_000; i++) {
                kernel.tells(links.get(0), "m" + i);
            }
            kernel.watches(links.get(0));
        }

        @Test
        @DisplayName("scenario 50: a chain of 100,000 promises, linked from its head, ends in linear time")
        void linkedFromItsHeadEnds() {
            linksWithMessages();
            org.junit.jupiter.api.Assertions.assertTimeout(Duration.ofSeconds(10), () -> {
                for (int i = 0; i < LINKS; i++) {
                    kernel.fulfils(links.get(i), links.get(i + 1));
                }
                kernel.fulfils(links.get(LINKS), bob.root());
            });

            assertThat(kernel.heard(links.get(0))).containsExactly("1 refs");
            assertThat(bob.waiting()).isEqualTo(1_000);
        }

        @Test
        @DisplayName("scenario 50: a chain of 100,000 promises, linked from its tail, ends in linear time")
        void linkedFromItsTailEnds() {
            linksWithMessages();
            org.junit.jupiter.api.Assertions.assertTimeout(Duration.ofSeconds(10), () -> {
                for (int i = LINKS - 1; i >= 0; i--) {
                    kernel.fulfils(links.get(i), links.get(i + 1));
                }
                kernel.fulfils(links.get(LINKS), bob.root());
            });

            assertThat(kernel.heard(links.get(0))).containsExactly("1 refs");
            assertThat(bob.inbox()).startsWith("m0", "m1", "m2").hasSize(1_000);
        }

        @Test
        @DisplayName("scenario 50: promises each resolved by the next call complete in order")
        void ofCallsCompletesInOrder() {
            var results = new ArrayList<KernelPromise>();
            for (int i = 0; i < 50; i++) {
                results.add(kernel.calls(i == 0 ? bob.root() : results.get(i - 1), "next"));
            }
            for (int i = 0; i < 50; i++) {
                assertThat(kernel.heard(results.get(i))).isEmpty();
                var next = bob.takes();
                bob.ends(next, become(requireNonNull(resultOf(next.delivery())), Slot.ROOT));
                assertThat(kernel.heard(results.get(i))).containsExactly("1 refs");
            }
        }
    }

    @Nested
    class SettlingWhatOneMayNot {

        @Test
        @DisplayName(
                "scenario 51: who settles a promise that it does not decide is terminated, and nobody else notices")
        void endsTheCulprit() {
            var ofBob = kernel.calls(bob.root(), "slow");
            var ofAlice = kernel.calls(alice.root(), "cheat", ofBob);
            var cheat = alice.takes();
            var stolen =
                    ((Delivery.Message) cheat.delivery()).arguments().slots().get(0);

            alice.ends(cheat, send(Slot.ROOT, "never", null), fulfil(stolen, "forged"));

            assertThat(requireNonNull(alice.ended()).is(ErrorCode.ILLEGAL_OPERATION))
                    .isTrue();
            assertThat(kernel.heard(ofAlice)).containsExactly("ILLEGAL_OPERATION");
            assertThat(kernel.heard(ofBob)).isEmpty();
            assertThat(kernel.unheard()).isEmpty();
            bob.answers("honest");
            assertThat(kernel.heard(ofBob)).containsExactly("honest");
        }

        @Test
        @DisplayName("scenario 51: settling twice in two cranks is an error for the culprit only")
        void twiceInTwoCranksEndsTheCulprit() {
            var result = kernel.calls(alice.root(), "first");
            kernel.tells(alice.root(), "again");
            alice.answers("once");

            alice.runs(fulfil(Slot.kernelPromise(0), "twice"));

            assertThat(requireNonNull(alice.ended()).code()).isEqualTo("ILLEGAL_OPERATION");
            assertThat(kernel.heard(result)).containsExactly("once");
        }

        @Test
        @DisplayName("scenario 51: settling twice in one crank applies nothing of it")
        void twiceInOneCrankAppliesNothing() {
            var bobSlot = kernel.introduces(alice, bob.root());
            var result = kernel.calls(alice.root(), "first");
            var first = alice.takes();
            var slot = requireNonNull(resultOf(first.delivery()));

            alice.ends(first, send(bobSlot, "never", null), fulfil(slot, "once"), fulfil(slot, "twice"));

            assertThat(kernel.heard(result)).containsExactly("ILLEGAL_OPERATION");
            assertThat(bob.waiting()).isZero();
        }

        @Test
        void fromTheHostIsIgnored() {
            var result = kernel.calls(bob.root(), "ask");

            assertThatCode(() -> kernel.fulfils(result, "forged")).doesNotThrowAnyException();
            bob.answers("honest");
            kernel.fulfils(result, "late");

            assertThat(kernel.heard(result)).containsExactly("honest");
        }
    }

    private static Slot resultOf(Delivery delivery) {
        return requireNonNull(FakeVat.resultOf(delivery));
    }
}
