package dev.vellamo.kernel.state;

import static dev.vellamo.kernel.state.Effects.after;
import static dev.vellamo.kernel.state.Effects.every;
import static dev.vellamo.kernel.state.Effects.fulfil;
import static dev.vellamo.kernel.state.Effects.send;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.protocol.capdata.Passable;
import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.crank.Delivery;
import dev.vellamo.protocol.crank.Effect;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What is not a vat: objects of the host, receipts, timers, wake-ups. */
class HostTest {

    private final Simulation kernel = new Simulation();
    private final FakeVat alice = kernel.vat("alice");
    private final FakeVat bob = kernel.vat("bob");

    @Nested
    class AnObjectOfTheHost {

        private final List<KernelMessage> calls = new ArrayList<>();
        private final KernelObject clock = KernelObject.ofHost(new HostObject() {
            @Override
            public String label() {
                return "service \"clock\"";
            }

            @Override
            public void call(HostCall call) {
                calls.add(call.message());
            }
        });

        @Test
        void thatIsDeletedRejectsCalls() {
            kernel.state().apply(new Entry.DeleteHostObject(clock));

            var result = kernel.calls(clock, "now");

            assertThat(kernel.heard(result)).containsExactly("OBJECT_DELETED");
            assertThat(kernel.fault(result).message()).contains("service \"clock\"", "\"now\"");
            assertThat(calls).isEmpty();
        }

        @Test
        void keepsTheCallsThatItGotBeforeItWasDeleted() {
            var result = kernel.calls(clock, "now");
            kernel.state().apply(new Entry.DeleteHostObject(clock));

            kernel.fulfils(requireNonNull(calls.get(0).result()), "noon");

            assertThat(kernel.heard(result)).containsExactly("noon");
        }

        @Test
        void answersAVat() {
            var slot = kernel.introduces(alice, clock);
            kernel.tells(alice.root(), "go");
            alice.runs(send(slot, "now", alice.newPromise()));

            kernel.fulfils(requireNonNull(calls.get(0).result()), "noon");

            assertThat(alice.inbox()).containsExactly("notify p+0 = noon");
        }

        @Test
        void isTheSameOnTheWayBack() {
            var slot = kernel.introduces(alice, clock);
            kernel.tells(alice.root(), "go");
            alice.runs(send(slot, "meet", null, slot, Slot.ROOT));

            assertThat(calls.get(0).arguments().refs()).containsExactly(clock, alice.root());
        }
    }

    @Nested
    class AReceipt {

        private final List<String> receipts = new ArrayList<>();
        private final KernelPromise unit = new KernelPromise();

        private void settles() {
            kernel.state()
                    .apply(new Entry.HostSettle(
                            unit,
                            new KernelSettlement.Fulfilled(KernelData.of(new Passable.Immutable("line"))),
                            new Receipt() {
                                @Override
                                public void consumed() {
                                    receipts.add("consumed behind " + bob.inbox());
                                }

                                @Override
                                public void returned() {
                                    receipts.add("returned");
                                }
                            }));
        }

        @Test
        void isReturnedIfNobodyListens() {
            settles();

            assertThat(receipts).containsExactly("returned");
        }

        @Test
        void isReturnedIfThePromiseHasSettledAlready() {
            kernel.fulfils(unit, "other");
            kernel.introduces(alice, unit);

            settles();

            assertThat(receipts).containsExactly("returned");
        }

        @Test
        void isReturnedIfTheOnlyListenerEnded() {
            kernel.introduces(alice, unit);
            kernel.terminates(alice);

            settles();

            assertThat(receipts).containsExactly("returned");
        }

        @Test
        void isReturnedIfTheVatEndsBeforeItsCrankIsApplied() {
            kernel.introduces(alice, unit);
            settles();
            alice.takes();
            assertThat(receipts).isEmpty();

            kernel.terminates(alice);

            assertThat(receipts).containsExactly("returned");
        }

        @Test
        void isReturnedIfTheCrankThatGotItIsIllegal() {
            kernel.introduces(alice, unit);
            settles();

            alice.runs(fulfil(Slot.kernelPromise(9), "no"));

            assertThat(receipts).containsExactly("returned");
        }

        @Test
        void isConsumedBehindTheCrankThatGotIt() {
            var bobSlot = kernel.introduces(alice, bob.root());
            kernel.introduces(alice, unit);
            kernel.tells(alice.root(), "before");
            settles();
            alice.runs();
            assertThat(receipts).isEmpty();

            alice.runs(send(bobSlot, "got a line", null));

            assertThat(receipts).containsExactly("consumed behind [got a line]");
        }

        @Test
        void isConsumedIfTheVatExitsInTheCrankThatGotIt() {
            kernel.introduces(alice, unit);
            settles();

            alice.exits("enough");

            assertThat(receipts).containsExactly("consumed behind []");
        }

        @Test
        void isConsumedByTheFirstOfTwoVats() {
            kernel.introduces(alice, unit);
            kernel.introduces(bob, unit);
            settles();

            bob.runs();
            assertThat(receipts).isEmpty();
            alice.runs();

            assertThat(receipts).hasSize(1);
        }

        @Test
        void isConsumedByAPromiseThatFollows() {
            var follower = new KernelPromise();
            kernel.introduces(alice, follower);
            kernel.fulfils(follower, unit);

            settles();
            alice.runs();

            assertThat(receipts).containsExactly("consumed behind []");
        }

        @Test
        void isConsumedAtOnceByTheHost() {
            kernel.watches(unit);

            settles();

            assertThat(receipts).containsExactly("consumed behind []");
        }
    }

    @Nested
    class ATimer {

        @Test
        void thatWasStoppedDoesNothing() {
            alice.runsWithGo(kernel, every(1, null));
            alice.runsWithGo(kernel, new Effect.CancelTimer(1), new Effect.CancelTimer(7));

            due(1, true);

            assertThat(alice.waiting()).isZero();
            assertThat(alice.timers()).containsExactly("set 1", "cancel 1", "cancel 7");
        }

        @Test
        void thatFiresOnceIsForgotten() {
            alice.runsWithGo(kernel, after(1, null));

            due(1, false);
            due(1, false);

            assertThat(alice.inbox()).containsExactly("timer 1");
            assertThat(alice.timers()).containsExactly("set 1", "cancel 1");
            assertThat(alice.record().tableSize()).isZero();
        }

        @Test
        void withAMessageSendsIt() {
            alice.runsWithGo(kernel, after(1, send(Slot.ROOT, "tick", null)));

            due(1, false);

            assertThat(alice.inbox()).containsExactly("tick");
        }

        @Test
        void whoseMessageFailsIsReported() {
            var bobSlot = kernel.introduces(alice, bob.root());
            alice.runsWithGo(kernel, after(1, send(bobSlot, "tick", null)));
            kernel.terminates(bob);

            due(1, false);

            assertThat(kernel.unheard()).containsExactly("tick OBJECT_DELETED");
        }

        @Test
        void isStoppedWhenItsVatEnds() {
            alice.runsWithGo(kernel, every(1, null));

            kernel.terminates(alice);

            assertThat(alice.timers()).containsExactly("set 1", "cancel 1");
        }

        @Test
        void thatIsLateFiresOnceAndThenGoesOn() {
            alice.runsWithGo(kernel, every(1, null));
            for (int i = 0; i < 100; i++) {
                due(1, true);
            }
            assertThat(alice.inbox()).containsExactly("timer 1");

            var slow = alice.takes();
            due(1, true);
            assertThat(alice.waiting()).isZero();
            alice.ends(slow);
            due(1, true);

            assertThat(alice.inbox()).containsExactly("timer 1");
        }

        @Test
        void withAMessageThatIsLateSendsItOnce() {
            alice.runsWithGo(kernel, every(1, send(Slot.ROOT, "tick", null)), every(2, send(Slot.ROOT, "tock", null)));

            due(1, true);
            due(1, true);
            due(2, true);
            due(2, true);
            assertThat(alice.inbox()).containsExactly("tick", "tock");
            alice.runs();
            due(1, true);
            due(2, true);

            assertThat(alice.inbox()).containsExactly("tock", "tick");
        }

        @Test
        void whoseMessageIsParkedParksNoOther() {
            var pending = new KernelPromise();
            var slot = kernel.introduces(alice, pending);
            alice.runsWithGo(kernel, every(1, send(slot, "tick", null)));
            due(1, true);
            due(1, true);

            kernel.fulfils(pending, bob.root());

            assertThat(bob.inbox()).containsExactly("tick");
        }

        @Test
        void whoseMessageWasParkedSendsNoOtherBeforeThatOneIsRun() {
            var pending = new KernelPromise();
            var slot = kernel.introduces(alice, pending);
            alice.runsWithGo(kernel, every(1, send(slot, "tick", null)));
            due(1, true);
            kernel.fulfils(pending, bob.root());

            due(1, true);
            due(1, true);
            assertThat(bob.inbox()).containsExactly("tick");
            bob.runs();
            due(1, true);

            assertThat(bob.inbox()).containsExactly("tick");
        }

        @Test
        void isNotHeldUpByAVatThatEnded() {
            var bobSlot = kernel.introduces(alice, bob.root());
            alice.runsWithGo(kernel, every(1, send(bobSlot, "tick", null)));
            due(1, true);
            kernel.terminates(bob);

            due(1, true);

            assertThat(kernel.unheard()).containsExactly("tick OBJECT_DELETED");
        }

        private void due(long timer, boolean repeats) {
            kernel.state().apply(new Entry.TimerDue(alice.record(), timer, repeats));
        }
    }

    @Test
    void aWakeIsDelivered() {
        kernel.state().apply(new Entry.Wake(alice.record()));

        assertThat(alice.runs()).isEqualTo(new Delivery.Wake());
    }

    @Test
    void aPromiseThatSettledBeforeIsHeardAtOnce() {
        var promise = kernel.calls(bob.root(), "ask");
        bob.answers("done");

        kernel.watches(promise);

        assertThat(kernel.heard(promise)).containsExactly("done", "done");
    }
}
