package dev.vellamo.vm.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vellamo.vm.confinement.Protection;
import dev.vellamo.vm.linux.ChildExit;
import dev.vellamo.vm.linux.NativeCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A machine that lacks a protection: here, one whose system calls nobody has listed. */
@Timeout(60)
class LackingProtectionIT {

    @TempDir
    Path directory;

    private String architecture;

    @BeforeEach
    void takeThisForAnotherMachine() throws IOException {
        // Before that: it is chosen by the same property.
        NativeCode.load();
        architecture = System.setProperty("os.arch", "riscv64");
    }

    @AfterEach
    void takeItForItself() {
        System.setProperty("os.arch", architecture);
    }

    private GuestRun run(GuestSpec spec) throws Exception {
        return GuestRun.of(spec, directory.resolve("run"));
    }

    @Test
    void doesNotStartAGuestThatRequiresIt() {
        var spec = GuestSpec.of("strict", List.of("/bin/true")).requiring(Set.of(Protection.SYSTEM_CALLS));

        assertThatThrownBy(() -> run(spec))
                .hasMessageContaining("requires [SYSTEM_CALLS]")
                .hasMessageContaining("no filter for architecture riscv64");
        assertThat(directory.resolve("run")).isEmptyDirectory();
    }

    @Test
    void startsAGuestThatDoesNotAndSaysWhatIsMissing() throws Exception {
        var run = run(GuestSpec.of("lenient", List.of("/bin/true")));

        assertThat(run.exit()).isEqualTo(new ChildExit.Code(0));
        assertThat(run.guest().confinement().missing()).containsKey(Protection.SYSTEM_CALLS);
        assertThat(run.guest().confinement().inForce()).doesNotContain(Protection.SYSTEM_CALLS);
    }

    @Test
    void findsAProcessThatHasLeftItsGroup() throws Exception {
        Requirement.program("/usr/bin/setsid");
        var script = "mkfifo left; setsid sh -c 'echo now > left; exec sleep 1000 <&- >&-' & read now < left; exit 2";
        var run = run(GuestSpec.of("leaving", List.of("/bin/sh", "-c", "PATH=/usr/bin:/bin; " + script)));

        assertThat(run.exit()).isEqualTo(new ChildExit.Code(2));
        assertThat(run.notReleased()).isEmpty();
        assertThat(Residue.of(directory.resolve("run")).marked()).isEmpty();
    }
}
