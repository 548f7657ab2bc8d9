package dev.vellamo.vm.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.vm.confinement.ConfinementReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A guest that nothing keeps in its place. */
@Timeout(60)
class UnconfinedIT {

    @TempDir
    Path directory;

    @Test
    void mayDoWhatItsUserMayAndSaysThatNothingIsInForce() throws Exception {
        var file = Files.writeString(directory.resolve("file"), "not granted");
        var script = "cat " + file + "; umask 077; echo free > " + directory + "/new";

        var run = GuestRun.of(
                GuestSpec.of("free", List.of("/bin/sh", "-c", script)).unconfined(), directory.resolve("run"));

        assertThat(run.said()).containsExactly("not granted");
        assertThat(directory.resolve("new")).hasContent("free");
        assertThat(run.guest().confinement()).isEqualTo(ConfinementReport.OFF);
        assertThat(run.guest().confinement().text()).isEqualTo("no protection is in force: confinement is off");
        assertThat(run.notReleased()).isEmpty();
        assertThat(directory.resolve("run")).isEmptyDirectory();
    }
}
