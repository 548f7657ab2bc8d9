package dev.vellamo.kernel.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vellamo.protocol.config.GuestConfig;
import dev.vellamo.protocol.config.GuestConfig.Confinement;
import dev.vellamo.protocol.config.GuestConfig.ProcessLimits;
import dev.vellamo.protocol.config.MemorySize;
import dev.vellamo.vm.confinement.Protection;
import dev.vellamo.vm.linux.ResourceLimit;
import dev.vellamo.vm.process.GuestSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProcessSpecTest {

    private static GuestSpec spec(GuestConfig.ProcessGuest.Builder config) throws IOException {
        return ProcessSpec.of("box", config.build(), List.of());
    }

    @Test
    void saysThatAProgramIsNotOnThePath() {
        assertThatThrownBy(() -> spec(GuestConfig.process().command("no-such-program-of-anybody")))
                .hasMessageContaining("no program \"no-such-program-of-anybody\" on the PATH");
    }

    @Test
    void refusesAProgramByARelativePath() {
        assertThatThrownBy(() -> spec(GuestConfig.process().command("./guest"))).hasMessageContaining("absolute path");
    }

    @Test
    void findsAProgramOnThePathAndStartsItInItsDirectory() throws IOException {
        var spec = spec(GuestConfig.process().command("sh", "guest.sh").directory(Path.of("/srv/guest")));

        assertThat(Path.of(spec.command().get(0)))
                .isAbsolute()
                .hasFileName("sh")
                .isExecutable();
        assertThat(spec.command()).endsWith("guest.sh").hasSize(2);
        assertThat(spec.home()).contains(Path.of("/srv/guest"));
    }

    @Test
    void doesNotCountTheAddressSpaceThatAJvmHardlyFills() throws IOException {
        var limits = new ProcessLimits(
                Optional.of(MemorySize.ofMebibytes(100)), Optional.empty(), Optional.empty(), Optional.empty());

        var ours = spec(GuestConfig.process().limits(limits));
        var theirs = spec(GuestConfig.process().command("/bin/sh").limits(limits));

        assertThat(ours.limits()).containsEntry(ResourceLimit.MEMORY_BYTES, 612L << 20);
        assertThat(ours.command()).contains("-Xmx" + (60 << 20));
        assertThat(theirs.limits()).containsEntry(ResourceLimit.MEMORY_BYTES, 100L << 20);
    }

    @Test
    void requiresTriesOrLeavesOutWhatConfines() throws IOException {
        var required = spec(GuestConfig.process().confinement(Confinement.REQUIRED));
        var bestEffort = spec(GuestConfig.process());
        var off = spec(GuestConfig.process().confinement(Confinement.OFF));

        assertThat(required.required()).containsExactlyInAnyOrder(Protection.values());
        assertThat(bestEffort.required()).isEmpty();
        assertThat(List.of(required.confined(), bestEffort.confined(), off.confined()))
                .containsExactly(true, true, false);
    }
}
