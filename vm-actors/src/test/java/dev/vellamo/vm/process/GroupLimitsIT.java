package dev.vellamo.vm.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vellamo.vm.confinement.FileAccess;
import dev.vellamo.vm.confinement.FileGrant;
import dev.vellamo.vm.confinement.Protection;
import dev.vellamo.vm.confinement.SystemFiles;
import dev.vellamo.vm.linux.ChildExit;
import dev.vellamo.vm.linux.ControlGroups;
import dev.vellamo.vm.linux.GroupLimits;
import dev.vellamo.vm.linux.ResourceLimit;
import dev.vellamo.vm.process.GuestSpec.Rights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What holds for a guest as a whole, and what is said and done where that cannot be. */
@Timeout(60)
class GroupLimitsIT {
    private static final GroupLimits SIXTY_FOUR_MEBIBYTES = GroupLimits.NONE.withMemoryBytes(64 << 20);
    private static final ControlGroups NOWHERE = limits -> {
        throw new IOException("no control group can be made: nobody has delegated one");
    };

    @TempDir
    Path directory;

    private static GuestSpec limited(GroupLimits whole, String... command) {
        return GuestSpec.of("limited", List.of(command)).withLimits(GuestLimits.DEFAULT.withWhole(whole));
    }

    private static GuestSpec python(GroupLimits whole, String script) {
        Requirement.program(Requirement.PYTHON);
        return limited(whole, Requirement.PYTHON, "-c", script);
    }

    private GuestRun run(GuestSpec spec, ControlGroups groups) throws Exception {
        return GuestRun.of(spec, directory.resolve("run"), groups);
    }

    private static List<Path> groupsIn(Path parent) throws IOException {
        try (var entries = Files.list(parent)) {
            return entries.filter(each -> each.getFileName().toString().startsWith(GuestDirectory.PREFIX))
                    .toList();
        }
    }

    @Nested
    class OfTasks {
        private static final GroupLimits TWELVE = GroupLimits.NONE.withTasks(12);
        private static final String FORKS = """
                import os, signal
                children = []
                try:
                    while len(children) < 100:
                        child = os.fork()
                        if child == 0:
                            signal.pause()
                        children.append(child)
                except OSError as error:
                    print(len(children), error.strerror)
                """;

        @Test
        void startsNoMoreProcessesThanItsLimit() throws Exception {
            var groups = PlaceForGroups.forTasks();
            var run = run(python(TWELVE, FORKS), groups);

            assertThat(run.said()).containsExactly("11 Resource temporarily unavailable");
            assertThat(run.guest().confinement().inForce()).contains(Protection.GROUP_LIMITS);
            assertThat(run.notReleased()).isEmpty();
            assertThat(run.printed()).singleElement().asString().contains("refused 1 times by its limit");
            assertThat(groupsIn(groups.parentFor(TWELVE))).isEmpty();
        }

        @Test
        void startsNoMoreThreadsThanItsLimitEither() throws Exception {
            var run = run(python(TWELVE, """
                    import threading
                    stop = threading.Event()
                    try:
                        for number in range(100):
                            threading.Thread(target=stop.wait, daemon=True).start()
                    except RuntimeError as error:
                        print(number, error)
                    """), PlaceForGroups.forTasks());

            assertThat(run.said()).containsExactly("11 can't start new thread");
        }

        @Test
        void cannotLeaveTheGroup() throws Exception {
            var groups = PlaceForGroups.forTasks();
            var above = groups.parentFor(TWELVE).resolve("cgroup.procs");
            var run = run(limited(TWELVE, "/bin/sh", "-c", "echo $$ > " + above + " && echo left"), groups);

            assertThat(run.said()).isEmpty();
            assertThat(run.printed()).singleElement().asString().contains("Permission denied");
        }

        @Test
        void limitsEachGuestByItself() throws Exception {
            var groups = PlaceForGroups.forTasks();
            for (int guest = 0; guest < 2; guest++) {
                assertThat(run(python(TWELVE, FORKS), groups).said()).hasSize(1);
            }
        }

        @Test
        void removesTheGroupThatADeadKernelLeft() throws Exception {
            var groups = PlaceForGroups.forTasks();
            var runtime = directory.resolve("run");
            try (var kernel = KernelProcess.start(runtime, "grouped").await("READY")) {
                var name = kernel.directories().get(0).getFileName().toString();
                var group = groups.parentFor(TWELVE).resolve(name);
                assertThat(group).isDirectory();
                kernel.kill();
                Eventually.holds(
                        () -> "its guests end", () -> kernel.guestProcesses().isEmpty());
                assertThat(group).isDirectory();

                assertThat(GuestLeftovers.remove(runtime))
                        .singleElement()
                        .satisfies(leftover -> assertThat(leftover.problems()).isEmpty());
                assertThat(group).doesNotExist();
            }
        }
    }

    @Nested
    class OfMemoryAndProcessors {
        @Test
        void killsTheWholeGuestThatTakesMoreMemoryThanItsLimit() throws Exception {
            var run = run(
                    python(SIXTY_FOUR_MEBIBYTES, "import os\nos.fork()\nheld = bytearray(256 << 20)\nprint('held')"),
                    PlaceForGroups.delegated(SIXTY_FOUR_MEBIBYTES));

            assertThat(run.said()).isEmpty();
            assertThat(run.exit()).isEqualTo(new ChildExit.Signalled(9));
            assertThat(run.printed()).last().asString().contains("more memory than its limit");
        }

        @Test
        void slowsDownAGuestThatTakesMoreThanItsShareOfAProcessor() throws Exception {
            var tenth = GroupLimits.NONE.withProcessorPercent(10);
            var run = run(python(tenth, """
                    import time
                    begin, used = time.monotonic(), time.process_time()
                    while time.monotonic() - begin < 2:
                        pass
                    print(time.process_time() - used < 0.6)
                    """), PlaceForGroups.delegated(tenth));

            assertThat(run.said()).containsExactly("True");
        }
    }

    @Nested
    class WhereThereIsNoGroup {
        @Test
        void saysSoAndLimitsTheMemoryOfEachProcess() throws Exception {
            var run = run(python(SIXTY_FOUR_MEBIBYTES.withTasks(40), """
                    try:
                        bytearray(128 << 20)
                    except MemoryError:
                        print('refused')
                    """), NOWHERE);

            assertThat(run.said()).containsExactly("refused");
            assertThat(run.guest().confinement().missing().get(Protection.GROUP_LIMITS))
                    .contains("nobody has delegated one")
                    .contains("each of its processes has {MEMORY_BYTES=67108864}");
        }

        @Test
        void doesNotStartAGuestThatRequiresThem() {
            var spec = limited(SIXTY_FOUR_MEBIBYTES, "/bin/true").requiring(Set.of(Protection.GROUP_LIMITS));

            assertThatThrownBy(() -> run(spec, NOWHERE))
                    .hasMessageContaining("requires [GROUP_LIMITS]")
                    .hasMessageContaining("nobody has delegated one");
            assertThat(directory.resolve("run")).isEmptyDirectory();
        }

        @Test
        void startsAGuestThatRequiresThemAndHasNone() throws Exception {
            var spec = limited(GroupLimits.NONE, "/bin/true").requiring(Set.of(Protection.GROUP_LIMITS));

            assertThat(run(spec, NOWHERE).exit()).isEqualTo(new ChildExit.Code(0));
        }

        @Test
        void saysSoIfTheGroupCannotBeMade() throws Exception {
            var run = run(limited(SIXTY_FOUR_MEBIBYTES, "/bin/true"), limits -> directory.resolve("missing"));

            assertThat(run.guest().confinement().missing()).containsKey(Protection.GROUP_LIMITS);
            assertThat(run.notReleased()).isEmpty();
        }

        @Test
        void givesAJavaVirtualMachineAHeapThatFits() throws Exception {
            var memory = 192L << 20;
            var java = Path.of(System.getProperty("java.home"));
            var classes = Path.of(MemoryEater.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            var grants = new ArrayList<>(SystemFiles.javaInstallation(java));
            grants.add(new FileGrant(classes, FileAccess.READ));
            var spec = limited(
                            GroupLimits.NONE.withMemoryBytes(memory),
                            java + "/bin/java",
                            JavaMemory.heapOption(memory),
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "-XX:-UsePerfData",
                            "-cp",
                            classes.toString(),
                            MemoryEater.class.getName())
                    .withRights(new Rights(grants, false));
            var run = run(spec, NOWHERE);

            assertThat(run.said()).containsExactly("OutOfMemoryError: Java heap space");
            assertThat(run.exit()).isEqualTo(new ChildExit.Code(0));
        }
    }

    @Nested
    class OfEachProcess {
        @Test
        void killsAGuestThatTakesMoreProcessorTimeThanItsLimit() throws Exception {
            var spec = GuestSpec.of("busy", List.of("/bin/sh", "-c", "while true; do :; done"))
                    .withLimits(GuestLimits.DEFAULT.withEachProcess(Map.of(ResourceLimit.CPU_SECONDS, 1L)));

            assertThat(run(spec, NOWHERE).exit()).isInstanceOf(ChildExit.Signalled.class);
        }

        @Test
        void cannotBeRaisedByTheGuest() throws Exception {
            var spec = GuestSpec.of("greedy", List.of("/bin/sh", "-c", "ulimit -n 2000 || ulimit -n"))
                    .withLimits(GuestLimits.DEFAULT.withEachProcess(Map.of(ResourceLimit.OPEN_FILES, 64L)));

            assertThat(run(spec, NOWHERE).said()).containsExactly("64");
        }
    }
}
