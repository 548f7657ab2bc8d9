package dev.vellamo.vm.process;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vellamo.vm.linux.ControlGroups;
import dev.vellamo.vm.linux.GroupLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Where a test can make control groups that the kernel enforces. A test that needs what the machine has not got is skipped, and
 * says so: also where no test may be, as nobody can install a control group.
 */
final class PlaceForGroups {

    private PlaceForGroups() {}

    /** For all limits: a group of version 2 whose controllers are passed on to this process. */
    static ControlGroups delegated(GroupLimits limits) {
        try {
            ControlGroups.DELEGATED.parentFor(limits);
        } catch (IOException lacking) {
            skip(Reason.of(lacking));
        }
        return ControlGroups.DELEGATED;
    }

    /** For a limit of tasks: the same, or one of version 1, whose files for that are called and read alike. */
    static ControlGroups forTasks() throws IOException {
        try {
            ControlGroups.DELEGATED.parentFor(GroupLimits.NONE.withTasks(1));
            return ControlGroups.DELEGATED;
        } catch (IOException lacking) {
            var old = ofVersion1();
            if (!Files.isWritable(old) || Files.notExists(old.resolve("cgroup.procs"))) {
                skip(Reason.of(lacking) + "; nor in " + old);
            }
            return limits -> old;
        }
    }

    private static Path ofVersion1() throws IOException {
        List<String> membership = Files.readAllLines(Path.of("/proc/self/cgroup"));
        return membership.stream()
                .map(line -> line.split(":", 3))
                .filter(parts -> parts[1].equals("pids"))
                .map(parts -> Path.of("/sys/fs/cgroup/pids").resolve(parts[2].substring(1)))
                .findFirst()
                .orElse(Path.of("/sys/fs/cgroup/pids"));
    }

    private static void skip(String lacking) {
        System.err.println("SKIPPED: " + lacking);
        assumeTrue(false, lacking);
    }
}
