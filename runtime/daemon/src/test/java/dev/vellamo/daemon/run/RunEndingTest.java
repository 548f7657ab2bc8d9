package dev.vellamo.daemon.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.kernel.KernelEvent;
import dev.vellamo.kernel.KernelException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunEndingTest {

    private static final KernelEvent EXITED =
            new KernelEvent.VatEnded("s1", "main", "v1", "VAT_TERMINATED", "[VAT_TERMINATED] vat v1 (main) exited: done");
    private static final KernelEvent FAILED = new KernelEvent.VatEnded("s1", "main", "v1", "VAT_FAILED", "[VAT_FAILED] out of luck");
    private static final KernelEvent ROLLED_BACK = new KernelEvent.RolledBack(
            "s1", "trial", new KernelException(KernelException.Code.LAUNCH_FAILED, "no class"));

    private static int code(KernelEvent... events) {
        return code(Optional.empty(), events);
    }

    private static int code(Optional<SignalTrap.Caught> signal, KernelEvent... events) {
        var ending = new RunEnding();
        for (var event : events) {
            ending.on(event);
        }
        return ending.exitCode(signal);
    }

    @Test
    void aFailedVatIsFailureWhoeverEndedLast() {
        assertThat(code(FAILED)).isEqualTo(1);
        assertThat(code(FAILED, EXITED)).isEqualTo(1);
        assertThat(code(EXITED, FAILED)).isEqualTo(1);
    }

    @Test
    void aRollbackHasItsOwnCodeWhateverItsVatsDid() {
        assertThat(code(ROLLED_BACK)).isEqualTo(4);
        assertThat(code(FAILED, ROLLED_BACK)).isEqualTo(4);
    }

    @Test
    void aSignalIsWhatTheShellIsTold() {
        var interrupt = Optional.of(new SignalTrap.Caught("INT", 2));

        assertThat(code(interrupt)).isEqualTo(130);
        assertThat(code(interrupt, FAILED)).isEqualTo(130);
        assertThat(code(interrupt, ROLLED_BACK)).isEqualTo(130);
        assertThat(code(Optional.of(new SignalTrap.Caught("TERM", 15)))).isEqualTo(143);
    }

    @Test
    void anEndThatNobodyAskedForIsFailure() {
        assertThat(code()).isEqualTo(1);
    }

    @Test
    void vatsThatAskedToEndAreSuccess() {
        assertThat(code(EXITED, EXITED)).isZero();
    }
}
