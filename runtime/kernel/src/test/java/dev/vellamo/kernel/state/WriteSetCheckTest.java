package dev.vellamo.kernel.state;

import static dev.vellamo.kernel.state.Effects.become;
import static dev.vellamo.kernel.state.Effects.fulfil;
import static dev.vellamo.kernel.state.Effects.fulfilWithList;
import static dev.vellamo.kernel.state.Effects.list;
import static dev.vellamo.kernel.state.Effects.reject;
import static dev.vellamo.kernel.state.Effects.send;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.protocol.capdata.CapData;
import dev.vellamo.protocol.capdata.Passable;
import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.crank.Effect;
import dev.vellamo.protocol.crank.Settlement;
import dev.vellamo.protocol.crank.StreamLimits;
import dev.vellamo.protocol.crank.StreamSignal;
import dev.vellamo.protocol.crank.WriteSet;
import dev.vellamo.protocol.wire.Bytes;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The vat decides {@code p-0}, knows {@code p-1} and {@code o-0}, made {@code p+0} and sent for {@code p+1}. Its stream 1 is
 * open, its stream 2 is over.
 */
class WriteSetCheckTest {

    private static final Slot ROOT = Slot.ROOT;
    private static final Slot BOB = Slot.imported(0);
    private static final Slot OWN_RESULT = Slot.kernelPromise(0);
    private static final Slot FOREIGN = Slot.kernelPromise(1);
    private static final Slot MADE = Slot.vatPromise(0);
    private static final Slot AWAITED = Slot.vatPromise(1);
    private static final Slot FRESH = Slot.vatPromise(2);
    private static final Slot FRESH_TOO = Slot.vatPromise(3);
    private static final Slot STRANGER = Slot.imported(1);
    private static final Slot STRANGE_PROMISE = Slot.kernelPromise(7);

    private static final int WINDOW = StreamLimits.WINDOW_BYTES;

    private final Simulation kernel = new Simulation();
    private final FakeVat alice = kernel.vat("alice");

    @BeforeEach
    void introduces() {
        var bob = kernel.vat("bob");
        kernel.calls(alice.root(), "decide");
        alice.runs();
        kernel.introduces(alice, bob.root(), kernel.calls(bob.root(), "foreign"));
        kernel.tells(alice.root(), "go");
        alice.runs(send(BOB, "take", AWAITED, MADE));
        alice.runsWithGo(kernel, Effects.open(1, BOB), Effects.open(2, BOB), Effects.fail(2, "NO"));
    }

    static List<Arguments> legal() {
        return List.of(
                Arguments.of("nothing", List.of()),
                Arguments.of(
                        "send to all it knows",
                        List.of(
                                send(BOB, "m", null),
                                send(ROOT, "m", null),
                                send(FOREIGN, "m", null),
                                send(AWAITED, "m", null))),
                Arguments.of("send with a new result", List.of(send(BOB, "m", FRESH))),
                Arguments.of(
                        "send to the result of a send", List.of(send(BOB, "m", FRESH), send(FRESH, "n", FRESH_TOO))),
                Arguments.of(
                        "pass all it knows and new ones",
                        List.of(send(
                                BOB,
                                "m",
                                null,
                                ROOT,
                                Slot.exported(5),
                                BOB,
                                OWN_RESULT,
                                FOREIGN,
                                MADE,
                                AWAITED,
                                FRESH))),
                Arguments.of("settle what it decides", List.of(fulfil(OWN_RESULT, 1), reject(MADE, "NO"))),
                Arguments.of(
                        "settle a new one before it is passed", List.of(fulfil(FRESH, 1), send(BOB, "m", null, FRESH))),
                Arguments.of(
                        "settle a new one behind its passing", List.of(send(BOB, "m", null, FRESH), fulfil(FRESH, 1))),
                Arguments.of(
                        "settle with each other",
                        List.of(fulfilWithList(FRESH, FRESH_TOO), fulfilWithList(FRESH_TOO, FRESH))),
                Arguments.of("follow", List.of(become(OWN_RESULT, FOREIGN))),
                Arguments.of(
                        "talk on a stream that is open",
                        List.of(
                                Effects.data(1, "a"),
                                Effects.credit(1, WINDOW),
                                Effects.bulk(1, StreamLimits.MAX_MESSAGE_BYTES),
                                Effects.close(1),
                                Effects.cancel(1, "enough"),
                                Effects.cancel(1, "more than enough"))),
                Arguments.of(
                        "open a stream and talk on it",
                        List.of(Effects.open(3, BOB, FRESH), Effects.data(3, "a"), Effects.open(4, ROOT))),
                Arguments.of("talk on a stream that is over", List.of(Effects.data(2, "a"), Effects.credit(2, 0))),
                Arguments.of(
                        "timers",
                        List.of(
                                Effects.every(1, send(ROOT, "m", null, FRESH)),
                                Effects.after(2, null),
                                new Effect.SetTimer(3, Duration.ZERO, null, null),
                                new Effect.CancelTimer(99))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("legal")
    void lets(String what, List<Effect> effects) {
        assertThat(check(effects)).as(what).isNull();
    }

    static List<Arguments> illegal() {
        return List.of(
                Arguments.of("send to an object it was never given", List.of(send(STRANGER, "m", null)), "o-1"),
                Arguments.of("send to a promise it was never given", List.of(send(STRANGE_PROMISE, "m", null)), "p-7"),
                Arguments.of("pass an object it was never given", List.of(send(BOB, "m", null, STRANGER)), "o-1"),
                Arguments.of(
                        "pass a promise it was never given", List.of(send(BOB, "m", null, STRANGE_PROMISE)), "p-7"),
                Arguments.of("expect an answer by an object", List.of(send(BOB, "m", ROOT)), "o+0"),
                Arguments.of("expect an answer by a kernel's promise", List.of(send(BOB, "m", STRANGE_PROMISE)), "p-7"),
                Arguments.of("expect an answer by a known promise", List.of(send(BOB, "m", MADE)), "p+0"),
                Arguments.of(
                        "expect two answers by one promise",
                        List.of(send(BOB, "m", FRESH), send(BOB, "n", FRESH)),
                        "p+2"),
                Arguments.of("expect an answer by its own argument", List.of(send(BOB, "m", FRESH, FRESH)), "p+2"),
                Arguments.of("expect an answer by its own target", List.of(send(FRESH, "m", FRESH)), "p+2"),
                Arguments.of(
                        "expect an answer by a promise passed before",
                        List.of(send(BOB, "m", null, FRESH), send(BOB, "n", FRESH)),
                        "p+2"),
                Arguments.of(
                        "expect an answer by a promise in a value",
                        List.of(fulfilWithList(OWN_RESULT, FRESH), send(BOB, "n", FRESH)),
                        "p+2"),
                Arguments.of("settle the result of its send", List.of(fulfil(AWAITED, 1)), "p+1"),
                Arguments.of(
                        "settle the result of its send of now",
                        List.of(send(BOB, "m", FRESH), fulfil(FRESH, 1)),
                        "p+2"),
                Arguments.of(
                        "expect an answer by what it settled", List.of(fulfil(FRESH, 1), send(BOB, "m", FRESH)), "p+2"),
                Arguments.of("settle another's promise", List.of(fulfil(FOREIGN, 1)), "p-1"),
                Arguments.of("settle a promise it was never given", List.of(fulfil(STRANGE_PROMISE, 1)), "p-7"),
                Arguments.of("settle an object", List.of(fulfil(ROOT, 1)), "o+0"),
                Arguments.of("settle twice", List.of(fulfil(MADE, 1), reject(MADE, "NO")), "p+0"),
                Arguments.of("settle a new one twice", List.of(fulfil(FRESH, 1), fulfil(FRESH, 2)), "p+2"),
                Arguments.of("settle with what it was never given", List.of(fulfilWithList(MADE, STRANGER)), "o-1"),
                Arguments.of("follow what it was never given", List.of(become(MADE, STRANGE_PROMISE)), "p-7"),
                Arguments.of(
                        "be illegal behind much that is legal",
                        List.of(send(BOB, "m", null), fulfil(MADE, 1), send(STRANGER, "m", null)),
                        "o-1"),
                Arguments.of("open a stream out of turn", List.of(Effects.open(4, BOB)), "stream 4"),
                Arguments.of("open a stream twice", List.of(Effects.open(1, BOB)), "stream 1"),
                Arguments.of("open a stream to a promise", List.of(Effects.open(3, FOREIGN)), "stream 3"),
                Arguments.of("open a stream to a stranger", List.of(Effects.open(3, STRANGER)), "o-1"),
                Arguments.of("open a stream with a stranger", List.of(Effects.open(3, BOB, STRANGER)), "o-1"),
                Arguments.of(
                        "open a stream with a result",
                        List.of(new Effect.OpenStream(3, send(BOB, "talk", FRESH))),
                        "stream 3"),
                Arguments.of("talk on a stream that it did not open yet", List.of(Effects.data(3, "a")), "stream 3"),
                Arguments.of("talk on a stream that nobody opened to it", List.of(Effects.data(-1, "a")), "stream -1"),
                Arguments.of("talk on no stream", List.of(Effects.data(0, "a")), "stream 0"),
                Arguments.of(
                        "send after its close", List.of(Effects.close(1), Effects.data(1, "a")), "after its close"),
                Arguments.of("close twice", List.of(Effects.close(1), Effects.close(1)), "closes twice"),
                Arguments.of(
                        "send after a failure",
                        List.of(Effects.fail(1, "NO"), Effects.data(1, "a")),
                        "after its close"),
                Arguments.of(
                        "send beyond its credit",
                        List.of(Effects.bulk(1, WINDOW), Effects.data(1, "a")),
                        "beyond the 262144 bytes"),
                Arguments.of(
                        "send beyond its credit in one signal",
                        List.of(new Effect.SignalStream(
                                1, new StreamSignal.Data(List.of(Bytes.of(new byte[WINDOW]), Bytes.EMPTY)))),
                        "beyond the 262144 bytes"),
                Arguments.of(
                        "send too much at once",
                        List.of(Effects.bulk(1, StreamLimits.MAX_MESSAGE_BYTES + 1)),
                        "1048577"),
                Arguments.of("take back credit", List.of(Effects.credit(1, WINDOW - 1)), "takes back credit"),
                Arguments.of("grant more than a window", List.of(Effects.credit(1, WINDOW + 1)), "more than a window"),
                Arguments.of("a timer to a stranger", List.of(Effects.after(1, send(STRANGER, "m", null))), "o-1"),
                Arguments.of("a timer with a result", List.of(Effects.after(1, send(BOB, "m", FRESH))), "result"),
                Arguments.of(
                        "a timer in the past",
                        List.of(new Effect.SetTimer(4, Duration.ofNanos(-1), null, null)),
                        "timer 4"),
                Arguments.of(
                        "a timer without a pause",
                        List.of(new Effect.SetTimer(4, Duration.ZERO, Duration.ZERO, null)),
                        "timer 4"),
                Arguments.of(
                        "a timer that goes backwards",
                        List.of(new Effect.SetTimer(4, Duration.ZERO, Duration.ofMillis(-5), null)),
                        "timer 4"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("illegal")
    void refuses(String what, List<Effect> effects, String names) {
        assertThat(check(effects)).as(what).contains(names);
    }

    @Test
    void aReferenceThatPointsNowhereIsAValueLikeAnyOther() {
        for (int index : new int[] {-1, 0, 1, Integer.MAX_VALUE}) {
            var value = new CapData(new Passable.Reference(index), List.of());
            var result = kernel.calls(alice.root(), "ask");
            var ask = alice.takes();

            alice.ends(
                    ask,
                    new Effect.Settle(
                            java.util.Objects.requireNonNull(FakeVat.resultOf(ask.delivery())),
                            new Settlement.Fulfilled(value)));

            assertThat(kernel.heard(result)).containsExactly("0 refs");
        }
    }

    @Test
    void whatIsRefusedChangesNothing() {
        var before = alice.record().tableSize();

        check(List.of(send(BOB, "m", FRESH, FRESH_TOO), send(STRANGER, "m", null)));

        assertThat(alice.record().tableSize()).isEqualTo(before);
        assertThat(list(FRESH).slots()).hasSize(1);
    }

    private @org.jspecify.annotations.Nullable String check(List<Effect> effects) {
        return WriteSetCheck.illegalIn(new WriteSet(effects, null), alice.record());
    }
}
