package dev.vellamo.vm.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessStatTest {
    private static final String REST =
            " 7 99 12 0 -1 4194304 1 0 0 0 1 2 3 4 20 0 1 0 987654 1 2 18446744073709551615 1 1 1 0 0";

    @Test
    void refusesWhatIsNoLineOfProc() {
        assertThatThrownBy(() -> ProcessStat.parse("nonsense"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nonsense");
    }

    @Test
    void isNotDeceivedByTheNameOfAProgram() {
        var stat = ProcessStat.parse("42 (a) Z 1 (b)) S" + REST);

        assertThat(stat).isEqualTo(new ProcessStat(42, 'S', 7, 99, 987654));
    }

    @Test
    void countsZombiesAsDead() {
        assertThat(ProcessStat.parse("42 (sh) Z" + REST).isAlive()).isFalse();
        assertThat(ProcessStat.parse("42 (sh) X" + REST).isAlive()).isFalse();
        assertThat(ProcessStat.parse("42 (sh) D" + REST).isAlive()).isTrue();
    }

    @Test
    void findsThisProcessAndNoOtherOfItsNumber() throws IOException {
        var self = ProcessIdentity.ofThisProcess();

        assertThat(self.living()).isPresent();
        assertThat(new ProcessIdentity(self.pid(), self.startTicks() + 1, self.boot()).living())
                .isEmpty();
        assertThat(new ProcessIdentity(self.pid(), self.startTicks(), "another-boot").living())
                .isEmpty();
    }

    @Test
    void tellsWhatConfinesAProcess() {
        var free = List.of("NoNewPrivs:\t0", "Seccomp:\t0", "CapPrm:\t00000000000000ff", "CapEff:\t0000000000000000");
        var confined =
                List.of("NoNewPrivs:\t1", "Seccomp:\t2", "CapPrm:\t0000000000000000", "CapEff:\t0000000000000000");

        assertThat(ProcessStatus.parse(free)).isEqualTo(new ProcessStatus(false, false, false));
        assertThat(ProcessStatus.parse(confined)).isEqualTo(new ProcessStatus(true, true, true));
        assertThat(ProcessStatus.parse(List.of())).isEqualTo(new ProcessStatus(false, false, false));
    }
}
