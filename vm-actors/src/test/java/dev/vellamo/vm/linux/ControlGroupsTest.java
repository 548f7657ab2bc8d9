package dev.vellamo.vm.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    /** The choice alone; that the kernel goes along is seen where there are such groups. */
    @Nested
    class TheParentOfANewGroup {
        private static final GroupLimits TASKS = GroupLimits.NONE.withTasks(5);

        @TempDir
        Path top;

        private Path group(String path, String processes) throws IOException {
            var group = Files.createDirectories(top.resolve(path));
            Files.writeString(group.resolve("cgroup.type"), "domain\n");
            Files.writeString(group.resolve("cgroup.procs"), processes);
            Files.writeString(group.resolve("cgroup.controllers"), "cpu pids\n");
            Files.writeString(group.resolve("cgroup.subtree_control"), "pids\n");
            return group;
        }

        @Test
        void isTheOneAroundTheKernels() throws IOException {
            var around = group("v.service", "");
            var own = group("v.service/kernel", "7\n");

            assertThat(DelegatedControlGroups.parentFor(own, TASKS)).isEqualTo(around);
        }

        @Test
        void isTheKernelsOnlyIfThatIsTheRoot() throws IOException {
            var own = group("", "7\n");
            assertThatThrownBy(() -> DelegatedControlGroups.parentFor(own, TASKS))
                    .hasMessageContaining("has processes of its own");
            Files.delete(own.resolve("cgroup.type"));

            assertThat(DelegatedControlGroups.parentFor(own, TASKS)).isEqualTo(own);
        }

        @Test
        void isNoSliceAndNoneWithProcessesOrWithoutTheControllers() throws IOException {
            group("user.slice", "");
            var inSlice = group("user.slice/session", "7\n");
            group("shared", "8\n");
            var inShared = group("shared/kernel", "7\n");
            group("poor", "");
            var inPoor = group("poor/kernel", "7\n");

            assertThatThrownBy(() -> DelegatedControlGroups.parentFor(inSlice, TASKS))
                    .hasMessageContaining("session has processes");
            assertThatThrownBy(() -> DelegatedControlGroups.parentFor(inShared, TASKS))
                    .hasMessageContaining("shared has processes");
            assertThatThrownBy(() -> DelegatedControlGroups.parentFor(inPoor, TASKS.withMemoryBytes(1 << 20)))
                    .hasMessageContaining("poor has not the controllers [memory]");
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
