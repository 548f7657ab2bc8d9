package dev.vellamo.vat.engine;

import static dev.vellamo.vat.engine.Calls.call;
import static dev.vellamo.vat.engine.Calls.fault;
import static dev.vellamo.vat.engine.Calls.started;
import static dev.vellamo.vat.engine.Calls.writeSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.protocol.capdata.CapData;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.capdata.Passable;
import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.crank.CrankResult;
import dev.vellamo.protocol.crank.Delivery;
import dev.vellamo.protocol.crank.Effect;
import dev.vellamo.protocol.crank.Settlement;
import dev.vellamo.protocol.crank.StreamLimits;
import dev.vellamo.protocol.crank.StreamSignal;
import dev.vellamo.protocol.wire.Bytes;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What an author does with a stream, and what leaves the vat. */
class StreamTest {

    private static final int WINDOW = StreamLimits.WINDOW_BYTES;
    private static final Slot OTHER = Slot.imported(0);

    private final TestEngine engine = started(StreamingVat.class);

    @AfterEach
    void close() {
        engine.close();
    }

    private CrankResult opened(long stream, String method, Object... arguments) {
        var data = CapData.of(new Passable.ImmutableItems(List.of(arguments)));
        return engine.deliver(new Delivery.StreamOpened(stream, new Delivery.Message(Slot.ROOT, method, data, null)));
    }

    private CrankResult hears(long stream, StreamSignal... signals) {
        return engine.deliver(new Delivery.StreamSignals(Stream.of(signals)
                .map(signal -> new Delivery.Signalled(stream, signal))
                .toList()));
    }

    private static StreamSignal data(String... messages) {
        return new StreamSignal.Data(Stream.of(messages).map(Bytes::utf8).toList());
    }

    private static StreamSignal bulk(int bytes) {
        return new StreamSignal.Data(List.of(Bytes.of(new byte[bytes])));
    }

    private static StreamSignal failed(String code) {
        return new StreamSignal.Failed(new Fault(code, null, "because", null));
    }

    /** What was said on streams: {@code -1 data a b, -1 close}. */
    private static String said(CrankResult result) {
        return writeSet(result).effects().stream()
                .filter(Effect.SignalStream.class::isInstance)
                .map(Effect.SignalStream.class::cast)
                .map(effect -> effect.stream() + " " + text(effect.signal()))
                .collect(Collectors.joining(", "));
    }

    private static String text(StreamSignal signal) {
        if (signal instanceof StreamSignal.Data data) {
            return data.messages().stream()
                    .map(message -> message.length() > 100 ? message.length() + " bytes" : message.text())
                    .collect(Collectors.joining(" ", "data ", ""));
        }
        if (signal instanceof StreamSignal.Credit credit) {
            return "credit " + credit.totalBytes();
        }
        if (signal instanceof StreamSignal.Cancel cancel) {
            return "cancel " + cancel.reason();
        }
        return signal instanceof StreamSignal.Failed failed
                ? "failed " + failed.reason().code()
                : "close";
    }

    private String does(String method, Object... arguments) {
        return said(call(engine, method, arguments));
    }

    private String log() {
        return String.valueOf(value(call(engine, "log")));
    }

    private static Object value(CrankResult result) {
        var body = writeSet(result).effects().stream()
                .filter(Effect.Settle.class::isInstance)
                .map(effect -> (Settlement.Fulfilled) ((Effect.Settle) effect).settlement())
                .findFirst()
                .orElseThrow()
                .value()
                .body();
        return Objects.requireNonNull(((Passable.Immutable) body).value());
    }

    /** Calls a method with one reference. */
    private CrankResult callWith(String method, Slot reference) {
        var data = new CapData(new Passable.Sequence(List.of(new Passable.Reference(0))), List.of(reference));
        return engine.deliver(new Delivery.Message(Slot.ROOT, method, data, null));
    }

    @Nested
    class AStreamThatNothingTakes {

        @Test
        void failsIfTheMethodTakesNone() {
            assertThat(failure(opened(-1, "ordinary", "text")))
                    .contains("STREAMING_UNSUPPORTED", "\"ordinary\"", "takes no stream", "StreamHandle");
        }

        @Test
        void failsIfThereIsNoSuchMethod() {
            assertThat(failure(opened(-1, "taek"))).contains("METHOD_NOT_FOUND", "did you mean \"take\"");
        }

        @Test
        void failsIfTheArgumentsDoNotFit() {
            assertThat(failure(opened(-1, "between", "only one"))).contains("BAD_ARGUMENTS", "takes 2 arguments");
            assertThat(failure(opened(-2, "between", "text", "no number")))
                    .contains("BAD_ARGUMENTS", "argument 2 of method \"between\"");
        }

        @Test
        void failsIfTheObjectIsGone() {
            var opening = new Delivery.Message(
                    Slot.exported(9), "take", CapData.of(new Passable.ImmutableItems(List.of())), null);

            assertThat(failure(engine.deliver(new Delivery.StreamOpened(-1, opening))))
                    .contains("OBJECT_DELETED", "o+9");
        }

        @Test
        void failsWithWhatTheMethodThrows() {
            assertThat(failure(opened(-1, "throwing"))).contains("NOT_TODAY", "the shop is closed");
        }

        private String failure(CrankResult result) {
            return writeSet(result).effects().get(0).toString();
        }
    }

    @Nested
    class AMethodThatTakesAStream {

        @Test
        void isNotCalledByAMessage() {
            var refused = fault(call(engine, "take"));

            assertThat(refused.code()).isEqualTo("STREAMING_UNSUPPORTED");
            assertThat(refused.message()).contains("\"take\"", "takes a stream", "Ref.open");
        }

        @Test
        void getsItAmongItsArguments() {
            opened(-1, "between", "before", 7);

            assertThat(log()).isEqualTo("before 7");
        }

        @Test
        void mayHaveTheNameOfOneThatTakesNone() {
            assertThat(value(call(engine, "both", "a"))).isEqualTo("called with a");
            opened(-1, "both", "b");
            assertThat(log()).isEqualTo("opened with b");
        }

        @Test
        void failsItByRejectingItsResultLater() {
            opened(-1, "rejecting");

            assertThat(does("giveUp", "TOO_LATE")).isEqualTo("-1 failed TOO_LATE");
            assertThat(log()).isEqualTo("ended TOO_LATE");
        }

        @Test
        void leavesNothingIfItsCrankIsAborted() {
            assertThat(opened(-1, "givingUp")).isInstanceOf(CrankResult.Aborted.class);
        }
    }

    @Nested
    class Opening {

        @Test
        void leavesWithWhatIsWrittenInTheSameCrank() {
            var result = callWith("open", OTHER);

            var open = (Effect.OpenStream) writeSet(result).effects().get(0);
            assertThat(open.stream()).isOne();
            assertThat(open.opening().target()).isEqualTo(OTHER);
            assertThat(open.opening().method()).isEqualTo("talk");
            assertThat(PassableJson.of(open.opening().arguments().body()).utf8())
                    .asString()
                    .isEqualTo("[\"x\",1]");
            assertThat(does("write", "a")).isEqualTo("1 data a");
        }

        @Test
        void waitsForAPromiseAndSoDoesWhatIsWritten() {
            assertThat(writeSet(callWith("openSoon", Slot.kernelPromise(7))).effects())
                    .isEmpty();
            assertThat(does("write", "a") + does("close")).isEmpty();
            assertThat(log()).isEmpty();

            var result = engine.deliver(new Delivery.Notify(List.of(new Delivery.Settled(
                    Slot.kernelPromise(7),
                    new Settlement.Fulfilled(new CapData(new Passable.Reference(0), List.of(OTHER)))))));

            assertThat(writeSet(result).effects().get(0)).isInstanceOf(Effect.OpenStream.class);
            assertThat(said(result)).isEqualTo("1 data a, 1 close");
            assertThat(log()).isEqualTo("wrote a");
        }

        @Test
        void failsIfThePromiseIsNoReference() {
            callWith("openSoon", Slot.kernelPromise(7));
            does("write", "a");

            var result = engine.deliver(new Delivery.Notify(List.of(new Delivery.Settled(
                    Slot.kernelPromise(7), new Settlement.Fulfilled(CapData.of(new Passable.Immutable("text")))))));

            assertThat(writeSet(result).effects()).isEmpty();
            assertThat(log()).contains("ended BAD_PROMISE_RESOLUTION", "wrote a BAD_PROMISE_RESOLUTION");
        }

        @Test
        void neverHappensToOneThatWasFailedBefore() {
            callWith("openSoon", Slot.kernelPromise(7));
            does("fail", "CHANGED");

            var result = engine.deliver(new Delivery.Notify(List.of(new Delivery.Settled(
                    Slot.kernelPromise(7),
                    new Settlement.Fulfilled(new CapData(new Passable.Reference(0), List.of(OTHER)))))));

            assertThat(writeSet(result).effects()).isEmpty();
            assertThat(log()).isEqualTo("ended CHANGED");
        }

        @Test
        void goesThroughARevocableRefToAnObjectOfTheVat() {
            var open = (Effect.OpenStream) writeSet(call(engine, "openOwn")).effects().stream()
                    .filter(Effect.OpenStream.class::isInstance)
                    .findFirst()
                    .orElseThrow();

            var opening = open.opening();
            var result = engine.deliver(new Delivery.StreamOpened(
                    -1, new Delivery.Message(opening.target(), opening.method(), opening.arguments(), null)));

            assertThat(said(result)).isEmpty();
            assertThat(does("write", "through it")).isEqualTo("-1 data through it");
        }

        @Test
        void cannotBeDoneByAHandleInAMessage() {
            opened(-1, "take");

            var result = callWith("pass", OTHER);

            assertThat(writeSet(result).effects()).isEmpty();
        }
    }

    @Nested
    class Writing {

        @BeforeEach
        void takes() {
            opened(-1, "take");
        }

        @Test
        void leavesAsOneSignalInACrank() {
            assertThat(does("writeBulk", 1_000, 3)).isEqualTo("-1 data 1000 bytes 1000 bytes 1000 bytes");
            assertThat(log()).isEqualTo("bulk 0, bulk 1, bulk 2");
        }

        @Test
        void waitsForCreditWithItsPromise() {
            assertThat(does("writeBulk", WINDOW, 3)).isEqualTo("-1 data 262144 bytes");
            assertThat(log()).isEqualTo("bulk 0");

            assertThat(said(hears(-1, new StreamSignal.Credit(WINDOW + 17)))).isEqualTo("-1 data 262144 bytes");
            assertThat(log()).isEqualTo("bulk 1");
            assertThat(said(hears(-1, new StreamSignal.Credit(WINDOW + 17)))).isEmpty();
            assertThat(said(hears(-1, new StreamSignal.Credit(3L * WINDOW)))).isEqualTo("-1 data 262144 bytes");
        }

        @Test
        void isPossibleAsLongAsThereIsCredit() {
            assertThat(value(call(engine, "fill"))).isEqualTo(8);
            hears(-1, new StreamSignal.Credit(2L * WINDOW));
            assertThat(value(call(engine, "fill"))).isEqualTo(8);
        }

        @Test
        void refusesWhatIsTooLarge() {
            assertThat(does("writeBulk", StreamLimits.MAX_MESSAGE_BYTES + 1, 1)).isEmpty();
            assertThat(log()).isEqualTo("bulk 0 LIMIT_REACHED");
        }

        @Test
        void refusesWhatWouldWaitBeyondTheLimit() {
            does("writeBulk", StreamLimits.MAX_MESSAGE_BYTES, 5);

            assertThat(log()).isEqualTo("bulk 0, bulk 4 LIMIT_REACHED");
        }

        @Test
        void closesBehindWhatWaits() {
            does("writeBulk", WINDOW, 2);
            assertThat(does("close") + does("close")).isEmpty();
            does("write", "late");
            assertThat(log()).isEqualTo("bulk 0, wrote late STREAM_CLOSED");

            assertThat(said(hears(-1, new StreamSignal.Credit(2L * WINDOW))))
                    .isEqualTo("-1 data 262144 bytes, -1 close");
            assertThat(log()).isEqualTo("bulk 1");
        }

        @Test
        void isRejectedIfTheOtherEndReadsNoMore() {
            does("writeBulk", WINDOW, 2);
            hears(-1, new StreamSignal.Cancel("enough"));

            assertThat(does("write", "late")).isEmpty();
            assertThat(log()).isEqualTo("bulk 0, bulk 1 STREAM_CANCELLED, wrote late STREAM_CANCELLED");
        }

        @Test
        void isRejectedIfTheStreamFailed() {
            does("writeBulk", WINDOW, 2);

            assertThat(does("fail", "NO_MORE")).isEqualTo("-1 failed NO_MORE");
            assertThat(does("write", "late") + does("close") + does("fail", "AGAIN"))
                    .isEmpty();
            assertThat(log()).isEqualTo("bulk 0, ended NO_MORE, bulk 1 NO_MORE, wrote late NO_MORE");
        }
    }

    @Nested
    class Reading {

        @BeforeEach
        void takes() {
            opened(-1, "take");
        }

        @Test
        void getsABatchInOneCrankInOrder() {
            does("read");
            hears(-1, data("a", "b", "c"));

            assertThat(log()).isEqualTo("a, b, c");
        }

        @Test
        void getsWhatCameBeforeItBegan() {
            hears(-1, data("a", "b"), new StreamSignal.Close());

            assertThat(log()).isEmpty();
            does("read");
            assertThat(log()).isEqualTo("a, b, read all");
        }

        @Test
        void grantsWhatWasHandledOnceThatIsHalfOfTheWindow() {
            does("read");

            assertThat(said(hears(-1, bulk(WINDOW / 4)))).isEmpty();
            assertThat(said(hears(-1, bulk(WINDOW / 4)))).isEqualTo("-1 credit " + (WINDOW + WINDOW / 2 + 32));
        }

        @Test
        void grantsNothingForWhatIsNotHandled() {
            assertThat(said(hears(-1, bulk(WINDOW)))).isEmpty();
            assertThat(does("readSlowly")).isEmpty();
            assertThat(does("goOn")).isEqualTo("-1 credit " + (2 * WINDOW + 16));
        }

        @Test
        void handlesOneAfterTheOtherIfThatTakesTime() {
            does("readSlowly");
            hears(-1, data("a", "b"), new StreamSignal.Close());
            assertThat(log()).isEqualTo("a");
            does("goOn");
            assertThat(log()).isEqualTo("b");
            does("goOn");
            assertThat(log()).isEqualTo("read all");
        }

        @Test
        void failsTheStreamWithWhatTheActionThrows() {
            does("readUntil", "b");

            assertThat(said(hears(-1, data("a", "b", "c")))).isEqualTo("-1 failed BAD_MESSAGE");
            assertThat(log()).isEqualTo("a, ended BAD_MESSAGE, read all BAD_MESSAGE");
        }

        @Test
        void failsTheStreamWithWhatTheActionRejectsLater() {
            does("readSlowly");
            hears(-1, data("a", "b"));

            assertThat(does("giveUp", "BAD_MESSAGE")).isEqualTo("-1 failed BAD_MESSAGE");
            assertThat(log()).isEqualTo("a, ended BAD_MESSAGE, read all BAD_MESSAGE");
        }

        @Test
        void dropsWhatWaitsIfTheStreamFails() {
            hears(-1, data("a"), failed("VAT_RESTARTED"));

            does("read");
            assertThat(log()).isEqualTo("ended VAT_RESTARTED, read all VAT_RESTARTED");
        }

        @Test
        void getsAllThatTheOtherEndHadClosedThoughTheStreamFailsLater() {
            hears(-1, data("a", "b"), new StreamSignal.Close(), failed("VAT_RESTARTED"));

            does("read");
            assertThat(log()).isEqualTo("ended VAT_RESTARTED, a, b, read all");
        }

        @Test
        void isRejectedByAThrowBehindTheCloseAsWell() {
            hears(-1, data("a", "b", "c"), new StreamSignal.Close());
            does("close");

            does("readUntil", "b");
            assertThat(log()).isEqualTo("ended, a, read all BAD_MESSAGE");
        }

        @Test
        void isOverOnceItWasCancelled() {
            hears(-1, data("a"));

            assertThat(does("cancel", "enough")).isEqualTo("-1 cancel enough");
            assertThat(does("cancel", "again")).isEmpty();
            hears(-1, data("b"));
            does("read");
            assertThat(log()).isEqualTo("read all STREAM_CANCELLED");
        }

        @Test
        void happensOnce() {
            does("read");

            assertThat(fault(call(engine, "read")).message()).contains("are read already");
        }
    }

    @Nested
    class AnEnd {

        @BeforeEach
        void takes() {
            opened(-1, "take");
        }

        @Test
        void isWhenBothHaveClosed() {
            hears(-1, new StreamSignal.Close());
            assertThat(log()).isEmpty();
            assertThat(does("close")).isEqualTo("-1 close");
            assertThat(log()).isEqualTo("ended");
            assertThat(engine.boundary().streams().size()).isZero();
        }

        @Test
        void isWhenWhatWasLeftWasCancelled() {
            hears(-1, new StreamSignal.Cancel("enough"));
            assertThat(does("cancel", "me too")).isEqualTo("-1 cancel me too");

            assertThat(log()).isEqualTo("ended");
            assertThat(engine.boundary().streams().size()).isZero();
        }

        @Test
        void isHeardOfOnce() {
            hears(-1, failed("VAT_TERMINATED"));
            assertThat(said(hears(-1, failed("VAT_TERMINATED"), data("late")))).isEmpty();
            assertThat(log()).isEqualTo("ended VAT_TERMINATED");
        }
    }
}
