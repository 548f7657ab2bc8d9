package dev.vellamo.vm.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ControlGroupsTest {
    private static final String MOUNT =
            "30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate,memory_recursiveprot";
    private static final String OTHER = "31 23 0:27 / /proc rw,nosuid shared:10 - proc proc rw";

    @Nested
    class TheGroupOfAProcess {
        @Test
        void isBelowTheMountPoint() {
            assertThat(DelegatedControlGroups.own(
                            List.of(OTHER, MOUNT), List.of("1:cpu:/other", "0::/system.slice/v.service/kernel")))
                    .contains(Path.of("/sys/fs/cgroup/system.slice/v.service/kernel"));
        }

        @Test
        void isTheMountPointInANamespaceOfItsOwn() {
            assertThat(DelegatedControlGroups.own(List.of(MOUNT), List.of("0::/")))
                    .contains(Path.of("/sys/fs/cgroup"));
        }

        @Test
        void isFoundWhereOnlyAPartIsMounted() {
            var part = MOUNT.replace("0:26 / ", "0:26 /docker/abc ");
            assertThat(DelegatedControlGroups.own(List.of(part), List.of("0::/docker/abc/kernel")))
                    .contains(Path.of("/sys/fs/cgroup/kernel"));
            assertThat(DelegatedControlGroups.own(List.of(part), List.of("0::/docker/def")))
                    .isEmpty();
        }

        @Test
        void isNotSeenWhereThereIsOnlyVersion1() {
            assertThat(DelegatedControlGroups.own(List.of(OTHER), List.of("0::/")))
                    .isEmpty();
            assertThat(DelegatedControlGroups.own(List.of(MOUNT), List.of("4:memory:/a")))
                    .isEmpty();
        }
    }

    @Nested
    class Limits {
        @Test
        void areWrittenAsTheKernelReadsThem() {
            var limits =
                    GroupLimits.NONE.withMemoryBytes(64 << 20).withTasks(12).withProcessorPercent(150);

            assertThat(limits.settings())
                    .containsEntry("memory.max", "67108864")
                    .containsEntry("memory.oom.group", "1")
                    .containsEntry("pids.max", "12")
                    .containsEntry("cpu.max", "150000 100000");
            assertThat(limits.controllers()).containsExactly("memory", "pids", "cpu");
        }

        @Test
        void thatAreAbsentNeedNothing() {
            assertThat(GroupLimits.NONE.settings()).isEmpty();
            assertThat(GroupLimits.NONE.withTasks(1).controllers()).containsExactly("pids");
        }

        @Test
        void areAboveZero() {
            assertThatThrownBy(() -> GroupLimits.NONE.withTasks(0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("tasks");
        }
    }
}
