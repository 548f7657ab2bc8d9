package dev.vellamo.vm.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.protocol.config.GuestConfig.ProcessLimits;
import dev.vellamo.protocol.config.MemorySize;
import dev.vellamo.vm.linux.GroupLimits;
import dev.vellamo.vm.linux.ResourceLimit;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GuestLimitsTest {

    @Test
    void ofAConfigWithoutAnyAreTheDefaults() {
        assertThat(GuestLimits.of(ProcessLimits.NONE)).isEqualTo(GuestLimits.DEFAULT);
    }

    @Test
    void ofAConfigHoldForTheWholeOrForEachProcess() {
        var config = new ProcessLimits(
                Optional.of(MemorySize.ofMebibytes(256)), Optional.of(40), Optional.of(64), Optional.of(10));

        var limits = GuestLimits.of(config);
        assertThat(limits.whole())
                .isEqualTo(GroupLimits.NONE.withMemoryBytes(256L << 20).withTasks(40));
        assertThat(limits.eachProcess())
                .isEqualTo(Map.of(
                        ResourceLimit.CORE_BYTES, 0L, ResourceLimit.OPEN_FILES, 64L, ResourceLimit.CPU_SECONDS, 10L));
    }
}
