package dev.vellamo.vm.confinement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.vm.linux.ProcessStatus;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConfinementReportTest {
    private static final ConfinementReport COMPLETE = new ConfinementReport(Map.of());

    @Test
    void believesWhatTheKernelSaysOfTheProcess() {
        assertThat(COMPLETE.confirmedBy(new ProcessStatus(true, true, true)).inForce())
                .containsExactlyInAnyOrder(Protection.values());
    }

    @Test
    void namesWhatTheKernelDoesNotConfirm() {
        var report = COMPLETE.confirmedBy(new ProcessStatus(false, false, false));

        assertThat(report.inForce())
                .containsExactlyInAnyOrder(Protection.FILES, Protection.SIGNALS, Protection.GROUP_LIMITS);
        assertThat(report.text()).contains("NoNewPrivs").contains("CapEff").contains("Seccomp");
    }

    @Test
    void keepsTheReasonThatWasThereFirst() {
        var report = new ConfinementReport(Map.of(Protection.SYSTEM_CALLS, "no filter for riscv64"))
                .confirmedBy(new ProcessStatus(true, false, true));

        assertThat(report.missing()).containsEntry(Protection.SYSTEM_CALLS, "no filter for riscv64");
    }

    @Test
    void canLackOneMore() {
        var report =
                new ConfinementReport(Map.of(Protection.FILES, "none")).without(Protection.GROUP_LIMITS, "no group");

        assertThat(report.missing())
                .containsEntry(Protection.FILES, "none")
                .containsEntry(Protection.GROUP_LIMITS, "no group");
    }

    @Test
    void tellsWhichOfTheRequiredAreMissing() {
        var report = new ConfinementReport(Map.of(Protection.FILES, "none", Protection.SIGNALS, "none"));

        assertThat(report.missingOf(Set.of(Protection.FILES, Protection.SYSTEM_CALLS)))
                .containsExactly(Protection.FILES);
        assertThat(COMPLETE.missingOf(Set.of(Protection.values()))).isEmpty();
    }
}
