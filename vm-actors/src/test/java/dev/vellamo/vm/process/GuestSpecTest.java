package dev.vellamo.vm.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vellamo.vm.confinement.Protection;
import dev.vellamo.vm.linux.ResourceLimit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuestSpecTest {
    private static final GuestSpec SPEC = GuestSpec.of("worker", List.of("/bin/true"));

    @ParameterizedTest
    @ValueSource(strings = {"", "-x", "a/b", "a b", "a\nb"})
    void refusesANameThatIsNoWord(String name) {
        assertThatThrownBy(() -> GuestSpec.of(name, List.of("/bin/true")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("guest's name");
    }

    @Test
    void refusesACommandWithoutAnAbsoluteProgram() {
        assertThatThrownBy(() -> GuestSpec.of("worker", List.of())).hasMessageContaining("command");
        assertThatThrownBy(() -> GuestSpec.of("worker", List.of("node"))).hasMessageContaining("absolute");
        assertThatThrownBy(() -> GuestSpec.of("worker", List.of("/bin/sh", "a\0b")))
                .hasMessageContaining("zero");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A=B", "1A", "A B", "VELLAMO_GUEST", "PWD", "IFS"})
    void refusesVariablesThatAreNone(String name) {
        assertThatThrownBy(() -> SPEC.withEnvironment(Map.of(name, "x"))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesToRequireWhatItDoesNotTry() {
        assertThatThrownBy(() -> SPEC.requiring(Set.of(Protection.FILES)).unconfined())
                .hasMessageContaining("is not confined and requires [FILES]");
    }

    @Test
    void refusesToStartInARelativeDirectory() {
        assertThatThrownBy(() -> SPEC.in(Path.of("here"))).hasMessageContaining("not absolute");
    }

    @Test
    void refusesALimitBelowZero() {
        assertThatThrownBy(() ->
                        SPEC.withLimits(GuestLimits.DEFAULT.withEachProcess(Map.of(ResourceLimit.OPEN_FILES, -1L))))
                .hasMessageContaining("OPEN_FILES");
    }

    @Test
    void refusesADeadlineOfNothing() {
        var second = Duration.ofSeconds(1);

        assertThatThrownBy(() -> new GuestDeadlines(second, Duration.ZERO, second, second, second))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keepsTheLimitsThatAreNotSetOtherwise() {
        assertThat(SPEC.withLimits(GuestLimits.DEFAULT.withEachProcess(Map.of(ResourceLimit.OPEN_FILES, 64L)))
                        .limits()
                        .eachProcess())
                .isEqualTo(Map.of(ResourceLimit.OPEN_FILES, 64L, ResourceLimit.CORE_BYTES, 0L));
    }
}
