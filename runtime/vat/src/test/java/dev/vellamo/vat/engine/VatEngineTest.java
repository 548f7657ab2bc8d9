package dev.vellamo.vat.engine;

import static dev.vellamo.vat.engine.Calls.RESULT;
import static dev.vellamo.vat.engine.Calls.call;
import static dev.vellamo.vat.engine.Calls.fault;
import static dev.vellamo.vat.engine.Calls.settlement;
import static dev.vellamo.vat.engine.Calls.started;
import static dev.vellamo.vat.engine.Calls.writeSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.protocol.capdata.CapData;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Passable;
import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.crank.CrankResult;
import dev.vellamo.protocol.crank.Delivery;
import dev.vellamo.protocol.crank.Settlement;
import dev.vellamo.protocol.crank.WriteSet;
import dev.vellamo.vat.VatException;
import dev.vellamo.vat.engine.Calls.Reason;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class VatEngineTest {

    @Nested
    class ACallThatFails {

        private final TestEngine engine = started(SampleVat.class);

        @Test
        void keepsTheAuthorsCode() {
            assertThat(fault(call(engine, "fail", "coded")))
                    .isEqualTo(new Reason("NO_BEER", VatException.class.getName(), "the cellar is empty"));
        }

        @Test
        void keepsClassMessageAndCauses() {
            var reason = ((Settlement.Rejected) settlement(call(engine, "fail", "checked"))).reason();
            assertThat(reason.type()).isEqualTo("java.io.IOException");
            assertThat(reason.describe()).isEqualTo("[METHOD_THREW] outer: inner");
        }

        @Test
        void hasAMessageEvenIfTheExceptionHasNone() {
            assertThat(fault(call(engine, "fail", "silent")).message()).isEqualTo("java.lang.NullPointerException");
        }

        @Test
        void isRejectedByAStackOverflowWhileTheVatLives() {
            assertThat(fault(call(engine, "fail", "overflow")).type()).isEqualTo("java.lang.StackOverflowError");
            assertThat(fault(call(engine, "fail", "assert")).type()).isEqualTo("java.lang.AssertionError");
            assertThat(settlement(call(engine, "log"))).isInstanceOf(Settlement.Fulfilled.class);
        }

        @Test
        void abortsTheCrankIfTheJvmIsInTrouble() {
            assertThat(call(engine, "fail", "memory")).isInstanceOf(CrankResult.Aborted.class);
            assertThat(call(engine, "log")).isInstanceOf(CrankResult.Aborted.class);
        }

        @Test
        void abortsTheCrankIfAPromiseSaysThatTheJvmIsInTrouble() {
            assertThat(call(engine, "failLater")).isInstanceOf(CrankResult.Aborted.class);
        }

        @Test
        void isRejectedIfItsResultCannotLeave() {
            assertThat(fault(call(engine, "unpassable"))).satisfies(fault -> {
                assertThat(fault.code()).isEqualTo("NOT_PASSABLE");
                assertThat(fault.message()).contains("/0", "java.lang.Object");
            });
            assertThat(fault(call(engine, "badRemotable")).message())
                    .contains("BadRemotable.take", "java.lang.Thread".substring(10));
        }

        @Test
        void isNotFoundUnderAnotherName() {
            assertThat(fault(call(engine, "lok")).message())
                    .isEqualTo("no method \"lok\" in vat \"main\"; did you mean \"log\"?");
        }

        @Test
        void isOnlyLoggedIfNobodyWaits() {
            var message = new Delivery.Message(
                    Slot.ROOT, "nothing", CapData.of(new Passable.ImmutableItems(List.of())), null);
            assertThat(writeSet(engine.deliver(message))).isEqualTo(WriteSet.EMPTY);
        }

        @Test
        void isRejectedIfItsTargetIsUnknown() {
            var message = new Delivery.Message(
                    Slot.exported(9), "x", CapData.of(new Passable.ImmutableItems(List.of())), RESULT);
            assertThat(fault(engine.deliver(message)).code()).isEqualTo("OBJECT_DELETED");
        }
    }

    @Nested
    class Leaving {

        private final TestEngine engine = started(SampleVat.class);

        @Test
        void commitsWithExit() {
            var writeSet = writeSet(call(engine, "exit"));
            assertThat(writeSet.exit()).isEqualTo("done");
            assertThat(writeSet.effects()).hasSize(1);
        }

        @Test
        void dropsEverythingWithFailureWhateverTheAuthorCatches() {
            var arguments =
                    new CapData(new Passable.Sequence(List.of(new Passable.Reference(0))), List.of(Slot.imported(0)));
            var result = engine.deliver(new Delivery.Message(Slot.ROOT, "exitWithFailure", arguments, RESULT));
            assertThat(result).isInstanceOfSatisfying(CrankResult.Aborted.class, aborted -> {
                assertThat(aborted.reason().is(ErrorCode.VAT_FAILED)).isTrue();
                assertThat(aborted.reason().message()).contains("broken");
            });
            assertThat(call(engine, "log")).isEqualTo(result);
        }

        @Test
        void byCloseMakesItInert() {
            engine.close();
            assertThat(call(engine, "log")).isInstanceOf(CrankResult.Aborted.class);
            assertThat(engine.abortReason())
                    .hasValueSatisfying(reason ->
                            assertThat(reason.is(ErrorCode.VAT_TERMINATED)).isTrue());
        }
    }
}
