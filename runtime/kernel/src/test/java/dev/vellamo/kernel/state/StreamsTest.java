package dev.vellamo.kernel.state;

import static dev.vellamo.kernel.state.Effects.bulk;
import static dev.vellamo.kernel.state.Effects.cancel;
import static dev.vellamo.kernel.state.Effects.close;
import static dev.vellamo.kernel.state.Effects.credit;
import static dev.vellamo.kernel.state.Effects.data;
import static dev.vellamo.kernel.state.Effects.fail;
import static dev.vellamo.kernel.state.Effects.open;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.crank.Effect;
import dev.vellamo.protocol.crank.StreamLimits;
import dev.vellamo.protocol.crank.StreamSignal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Streams between alice, who opens them, and bob; and between host code and bob. */
class StreamsTest {

    private static final int WINDOW = StreamLimits.WINDOW_BYTES;
    private static final Slot BOB = Slot.imported(0);

    /** A message that uses up the window. */
    private static final int ALL = WINDOW - StreamLimits.MESSAGE_OVERHEAD_BYTES;

    private final Simulation kernel = new Simulation();
    private final FakeVat alice = kernel.vat("alice");
    private final FakeVat bob = kernel.vat("bob");
    private final List<String> hostHeard = new ArrayList<>();
    private final HostStream host = new HostStream(signal -> hostHeard.add(Described.signal(signal)));

    @BeforeEach
    void introduces() {
        kernel.introduces(alice, bob.root());
    }

    private void aliceDoes(Effect... effects) {
        alice.runsWithGo(kernel, effects);
    }

    private void bobDoes(Effect... effects) {
        bob.runsWithGo(kernel, effects);
    }

    private void aliceOpens() {
        aliceDoes(open(1, BOB));
        bob.runs();
    }

    private void hostOpens() {
        kernel.state()
                .apply(new Entry.OpenStream(host, bob.root(), new KernelMessage("talk", Simulation.list(), null)));
    }

    private void hostSays(StreamSignal signal) {
        kernel.state().apply(new Entry.SignalStream(host, signal));
    }

    private static StreamSignal.Data hostData(String... messages) {
        return (StreamSignal.Data) data(0, messages).signal();
    }

    private int ends() {
        return alice.record().streams().size() + bob.record().streams().size();
    }

    @Nested
    class ThatCannotBeOpened {

        @Test
        void toAnObjectThatWasRevoked() {
            kernel.state().apply(new Entry.Revoke(bob.root()));

            aliceDoes(open(1, BOB));

            assertThat(alice.inbox()).containsExactly("1 failed OBJECT_REVOKED");
            assertThat(ends()).isZero();
        }

        @Test
        void toAVatThatEnded() {
            kernel.terminates(bob);

            aliceDoes(open(1, BOB));

            assertThat(alice.inbox()).containsExactly("1 failed OBJECT_DELETED");
        }

        @Test
        void toAVatThatIsDownAsAStreamDoesNotWait() {
            bob.startsAgainAfterFaults();
            kernel.tells(bob.root(), "go");
            bob.fails("BOOM");

            aliceDoes(open(1, BOB), data(1, "into the void"));
            hostOpens();

            assertThat(alice.inbox()).containsExactly("1 failed VAT_RESTARTED");
            assertThat(hostHeard).containsExactly("failed VAT_RESTARTED");
            bob.starts();
            assertThat(bob.inbox()).isEmpty();
        }

        @Test
        void toAnObjectOfTheHost() {
            var service = KernelObject.ofHost(new HostObject() {
                @Override
                public String label() {
                    return "service \"clock\"";
                }

                @Override
                public void call(HostCall call) {
                    throw new AssertionError("nobody calls it");
                }
            });
            var clock = kernel.introduces(alice, service);

            aliceDoes(open(1, clock));

            assertThat(alice.inbox()).containsExactly("1 failed STREAMING_UNSUPPORTED");
        }

        @Test
        void byAVatThatHasAsManyAsItMay() {
            aliceDoes(opens(1, StreamLimits.MAX_STREAMS));
            bob.runsAll();

            aliceDoes(open(StreamLimits.MAX_STREAMS + 1, BOB));

            assertThat(alice.inbox()).containsExactly("1025 failed LIMIT_REACHED");
        }

        @Test
        void toAVatThatHasAsManyAsItMay() {
            aliceDoes(opens(1, StreamLimits.MAX_STREAMS));

            hostOpens();

            assertThat(hostHeard).containsExactly("failed LIMIT_REACHED");
        }

        @Test
        void toAVatThatHasNotRunSoManyOpeningsThoughTheyAreOver() {
            for (int i = 0; i < StreamLimits.MAX_STREAMS; i++) {
                aliceDoes(open(i + 1, BOB), fail(i + 1, "CHANGED_MY_MIND"));
            }

            hostOpens();

            assertThat(hostHeard).containsExactly("failed LIMIT_REACHED");
            bob.runsAll();
            assertThat(ends()).isZero();
        }

        private Effect[] opens(int first, int last) {
            return LongStream.rangeClosed(first, last)
                    .mapToObj(number -> open(number, BOB))
                    .toArray(Effect[]::new);
        }
    }

    @Nested
    class ThatEndsBadly {

        @Test
        void isFailedByOneEndForTheOther() {
            aliceOpens();

            bobDoes(data(-1, "nearly"), fail(-1, "NOT_TODAY"));

            assertThat(alice.inbox()).containsExactly("1 data nearly, 1 failed NOT_TODAY");
            assertThat(ends()).isZero();
        }

        @Test
        void tellsWhoOpenedItThatTheOtherVatStartedAgain() {
            bob.startsAgainAfterFaults();
            aliceOpens();
            hostOpens();
            bob.runs();
            kernel.tells(bob.root(), "go");

            bob.fails("BOOM");

            assertThat(alice.inbox()).containsExactly("1 failed VAT_RESTARTED");
            assertThat(hostHeard).containsExactly("failed VAT_RESTARTED");
            assertThat(ends()).isZero();
        }

        @Test
        void tellsWhoHandlesItThatTheOtherVatEnded() {
            aliceOpens();

            kernel.terminates(alice);

            assertThat(bob.inbox()).containsExactly("-1 failed VAT_TERMINATED");
            assertThat(ends()).isZero();
        }

        @Test
        void endsWithTheObjectItWasOpenedToForBoth() {
            aliceOpens();

            bobDoes(new Effect.Revoke(Slot.ROOT));

            assertThat(alice.inbox()).containsExactly("1 failed OBJECT_REVOKED");
            assertThat(bob.inbox()).containsExactly("-1 failed OBJECT_REVOKED");
            assertThat(ends()).isZero();
        }

        @Test
        void leavesNothingToAHeapThatIsLostWhileItIsBrought() {
            bob.startsAgainAfterFaults();
            aliceDoes(open(1, BOB, Slot.exported(3)), data(1, "x"));

            bob.fails("BOOM");

            assertThat(alice.inbox()).containsExactly("1 failed VAT_RESTARTED");
            bob.starts();
            bob.runsAll();
            alice.runs();
            kernel.state().apply(new Entry.CollectGarbage());
            assertThat(alice.inbox()).hasSize(1);
            assertThat(alice.takes().delivery().toString()).contains("dropExports=[o+3]");
        }

        @Test
        void ignoresWhatWasSaidTooLate() {
            aliceOpens();
            kernel.tells(alice.root(), "go");
            bobDoes(fail(-1, "NOT_TODAY"));

            alice.runs(data(1, "late"), credit(1, WINDOW), close(1));

            assertThat(alice.ended()).isNull();
            assertThat(bob.inbox()).isEmpty();
        }
    }

    @Nested
    class ThatIsCancelled {

        @Test
        void dropsWhatIsOnItsWay() {
            aliceOpens();
            aliceDoes(data(1, "a"));
            var first = bob.takes();
            aliceDoes(data(1, "b"));

            bob.ends(first, cancel(-1, "enough"));

            assertThat(alice.inbox()).containsExactly("1 cancel enough");
            assertThat(bob.inbox()).isEmpty();
        }

        @Test
        void letsTheOtherEndSendAndCloseUntilItHasHeardOfIt() {
            aliceOpens();
            bobDoes(cancel(-1, "enough"));

            aliceDoesBefore(data(1, "crossing"), close(1));

            assertThat(bob.inbox()).isEmpty();
            assertThat(ends()).isEqualTo(2);
            bobDoes(close(-1));
            assertThat(alice.inbox()).containsExactly("1 close");
            assertThat(ends()).isZero();
        }

        private void aliceDoesBefore(Effect... effects) {
            var hears = alice.takes();
            alice.ends(hears, effects);
        }
    }

    @Nested
    class ThatIsOpen {

        @Test
        void bringsWhatWasWrittenInTheCrankThatOpenedIt() {
            aliceDoes(open(1, BOB), data(1, "a", "b"));

            assertThat(bob.inbox()).containsExactly("open -1 talk", "-1 data a b");
        }

        @Test
        void bringsWhatGathersWhileAVatIsBusyAsOneBatch() {
            aliceDoes(open(1, BOB), data(1, "a"));
            bob.runs();
            aliceDoes(data(1, "b"));
            aliceDoes(data(1, "c"), close(1));

            assertThat(bob.inbox()).containsExactly("-1 data a");
            bob.runs();
            assertThat(bob.inbox()).containsExactly("-1 data b c, -1 close");
        }

        @Test
        void bringsNoMoreAtOnceThanABatch() {
            aliceDoes(open(1, BOB), open(2, BOB), open(3, BOB));
            bob.runsAll();
            kernel.tells(bob.root(), "go");
            aliceDoes(bulk(1, 1 << 20), bulk(2, 1 << 20), data(3, "small"));

            bob.runs();

            assertThat(bob.takes().delivery().toString())
                    .contains("Signalled[stream=-1")
                    .doesNotContain("stream=-2");
        }

        @Test
        void endsEachDirectionByItself() {
            aliceOpens();
            aliceDoes(close(1));
            bob.runs(data(-1, "still here"));
            assertThat(alice.runs().toString()).contains("Data");

            bobDoes(close(-1));

            assertThat(alice.inbox()).containsExactly("1 close");
            assertThat(ends()).isZero();
        }

        @Test
        void hasTwoEndsInOneVat() {
            aliceDoes(open(1, Slot.ROOT), data(1, "to myself"));

            assertThat(alice.inbox()).containsExactly("open -1 talk", "-1 data to myself");
        }

        @Test
        void lastsThoughItsObjectIsGone() {
            var object = Slot.exported(7);
            bobDoes(Effects.send(Slot.ROOT, "m", null, object));
            var given = bob.record().exports().export(object);
            var known = kernel.introduces(alice, given);
            aliceDoes(open(1, known));
            bob.runsAll();

            bobDoes(new Effect.RetireExports(List.of()), data(-1, "still here"));

            assertThat(alice.inbox()).containsExactly("1 data still here");
            aliceDoesNext();
            alice.runsWithGo(kernel, new Effect.DropImports(List.of(known)));
            kernel.state().apply(new Entry.CollectGarbage());
            assertThat(bob.inbox()).hasSize(1);
            assertThat(ends()).isEqualTo(2);
        }

        private void aliceDoesNext() {
            alice.runs();
        }
    }

    @Nested
    class Credit {

        @Test
        void isToldToTheOtherEndAndRepeatsWithoutHarm() {
            aliceOpens();
            aliceDoes(bulk(1, ALL));
            bob.runs(credit(-1, 2L * WINDOW), credit(-1, 2L * WINDOW));

            assertThat(alice.inbox()).containsExactly("1 credit 524288");
            alice.runs(bulk(1, ALL));
            assertThat(bob.waiting()).isEqualTo(1);
        }

        @Test
        void letsOneMessageExceedIt() {
            aliceOpens();

            aliceDoes(data(1, "begins"), bulk(1, StreamLimits.MAX_MESSAGE_BYTES));

            assertThat(alice.ended()).isNull();
            assertThat(bob.waiting()).isEqualTo(1);
        }
    }

    @Nested
    class WithHostCode {

        @Test
        void goesBothWays() {
            hostOpens();
            hostSays(hostData("a"));
            hostSays(hostData("b"));
            bob.runs();
            bob.runs(data(-1, "c"), close(-1));
            hostSays(new StreamSignal.Close());
            bob.runsAll();

            assertThat(hostHeard).containsExactly("data c", "close");
            assertThat(ends()).isZero();
        }

        @Test
        void mayGrantWhatItGot() {
            hostOpens();
            bob.runs(bulk(-1, ALL));

            hostSays(new StreamSignal.Credit(2L * WINDOW));

            assertThat(bob.inbox()).containsExactly("-1 credit 524288");
        }

        @Test
        void leavesNothingOnTheDisk() {
            var disk = new Disk();
            var carol = disk.vat("carol");
            disk.commits();
            var heard = new ArrayList<String>();
            var stream = new HostStream(signal -> heard.add(Described.signal(signal)));
            disk.state()
                    .apply(new Entry.OpenStream(
                            stream, carol.root(), new KernelMessage("talk", Simulation.list(), null)));
            disk.state().apply(new Entry.SignalStream(stream, hostData("a")));
            carol.runs(data(-1, "b"));

            assertThat(disk.state().unwritten()).isZero();
            assertThat(heard).isEmpty();
            assertThat(disk.commits().puts()).isEmpty();
            assertThat(heard).containsExactly("data b");
        }

        @Test
        void hearsOfABadEnd() {
            hostOpens();
            bob.runs();

            hostSays(new StreamSignal.Failed(new Fault("HOST", null, "no more", null)));

            assertThat(bob.inbox()).containsExactly("-1 failed HOST");
            hostSays(hostData("late"));
            assertThat(bob.inbox()).hasSize(1);
        }
    }
}
