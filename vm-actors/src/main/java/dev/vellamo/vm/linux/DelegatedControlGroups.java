package dev.vellamo.vm.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The control groups (version 2) that this process may make others in: its own if that is the root of all, or else the one
 * around its own, unless that is a slice, which systemd alone arranges.
 *
 * <p>No group but the root has both processes and other groups with limits below it. The kernel refuses that for memory; for
 * tasks and processors it does not, but makes of those below groups that no process can be put into.
 */
final class DelegatedControlGroups {

    private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
    private static final Path MEMBERSHIP = Path.of("/proc/self/cgroup");
    /** How the line of version 2 in {@link #MEMBERSHIP} begins. */
    private static final String OF_VERSION_2 = "0::";

    private static final int ROOT_FIELD = 3;
    private static final int MOUNT_POINT_FIELD = 4;

    private DelegatedControlGroups() {}

    static Path parentFor(GroupLimits limits) throws IOException {
        var own = own(Files.readAllLines(MOUNTS), Files.readAllLines(MEMBERSHIP))
                .orElseThrow(() -> new IOException("control groups (version 2) are not mounted here"));
        return parentFor(own, limits);
    }

    static Path parentFor(Path own, GroupLimits limits) throws IOException {
        var reasons = new ArrayList<String>();
        for (var candidate : candidates(own)) {
            var lacking = lacking(candidate, limits.controllers());
            if (lacking.isEmpty()) {
                return candidate;
            }
            reasons.add(lacking);
        }
        throw new IOException("no control group can be made: " + String.join("; ", reasons));
    }

    private static List<Path> candidates(Path own) {
        var around = own.getParent();
        var hasOneAround = around != null
                && Files.exists(around.resolve("cgroup.controllers"))
                && !around.toString().endsWith(".slice");
        return hasOneAround ? List.of(own, around) : List.of(own);
    }

    /** Where the group of this process is in the file system; empty if it cannot be seen. */
    static Optional<Path> own(List<String> mounts, List<String> membership) {
        var path = membership.stream()
                .filter(line -> line.startsWith(OF_VERSION_2))
                .map(line -> Path.of(line.substring(OF_VERSION_2.length())))
                .findFirst();
        return mounts.stream()
                .filter(line -> line.contains(" - cgroup2 "))
                .map(line -> line.split(" ", -1))
                .flatMap(fields -> path.filter(each -> each.startsWith(fields[ROOT_FIELD])).stream()
                        .map(each -> Path.of(fields[MOUNT_POINT_FIELD])
                                .resolve(Path.of(fields[ROOT_FIELD]).relativize(each))
                                .normalize()))
                .findFirst();
    }

    /** Lets the groups below have the controllers; says why that cannot be, or nothing. */
    private static String lacking(Path group, Set<String> controllers) {
        try {
            if (hasProcesses(group)) {
                return group + " has processes of its own, and so no groups with limits below it";
            }
            var absent = without(controllers, words(group.resolve("cgroup.controllers")));
            if (!absent.isEmpty()) {
                return group + " has not the controllers " + absent;
            }
            var passed = group.resolve("cgroup.subtree_control");
            var toPass = without(controllers, words(passed));
            if (!toPass.isEmpty()) {
                Files.writeString(passed, "+" + String.join(" +", toPass), StandardOpenOption.WRITE);
            }
            return Files.isWritable(group) ? "" : group + " may not be written to";
        } catch (IOException failure) {
            return group + " does not pass its controllers on: " + failure.getMessage();
        }
    }

    /** Of the root it does not matter; it alone has no type. */
    private static boolean hasProcesses(Path group) throws IOException {
        return Files.exists(group.resolve("cgroup.type"))
                && !Files.readString(group.resolve("cgroup.procs")).isEmpty();
    }

    private static Set<String> without(Set<String> all, Set<String> some) {
        var rest = new LinkedHashSet<>(all);
        rest.removeAll(some);
        return rest;
    }

    private static Set<String> words(Path file) throws IOException {
        return new LinkedHashSet<>(Arrays.asList(Files.readString(file).trim().split(" ", -1)));
    }
}
