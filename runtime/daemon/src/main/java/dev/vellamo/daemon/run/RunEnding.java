package dev.vellamo.daemon.run;

import dev.vellamo.cli.ExitCode;
import dev.vellamo.kernel.KernelEvent;
import java.util.Optional;

/** How a run ended, from its events: what the shell is told. Any thread may use it. */
final class RunEnding {

    private boolean isRolledBack;
    private boolean hasVatEnded;
    private boolean hasVatFailed;
    private boolean hasStoreFailed;

    synchronized void on(KernelEvent event) {
        if (event instanceof KernelEvent.RolledBack) {
            isRolledBack = true;
        } else if (event instanceof KernelEvent.StoreFailed) {
            hasStoreFailed = true;
        } else if (event instanceof KernelEvent.VatEnded ended) {
            hasVatEnded = true;
            hasVatFailed |= Failures.isFailure(ended);
        }
    }

    /** Without a signal, a rollback and a vat that ended by itself, it was a defect that ended it. */
    synchronized int exitCode(Optional<SignalTrap.Caught> signal) {
        if (signal.isPresent()) {
            return ExitCode.ofSignal(signal.get().number());
        }
        if (hasStoreFailed) {
            return ExitCode.STORE;
        }
        if (isRolledBack) {
            return ExitCode.ROLLED_BACK;
        }
        return hasVatEnded && !hasVatFailed ? ExitCode.DONE : ExitCode.FAILED;
    }
}
