package dev.vellamo.vm.process;

import dev.vellamo.vm.linux.ProcessIdentity;
import dev.vellamo.vm.linux.ProcessStat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What guests hold of the machine.
 *
 * @param threads of this JVM that belong to guests
 * @param descriptors of this JVM that are pipes, sockets, or rulesets of Landlock
 * @param children of this JVM, zombies included, that are not those of the test itself
 * @param marked processes that still run and were started for a guest of this JVM
 * @param directories in the runtime directory
 */
record Residue(
        Set<String> threads, long descriptors, Set<Integer> children, List<Integer> marked, List<Path> directories) {

    static Residue of(Path runtimeDirectory) throws IOException {
        return new Residue(
                threadsOfGuests(), openDescriptors(), ownChildren(), startedForGuests(), in(runtimeDirectory));
    }

    private static Set<String> threadsOfGuests() {
        var names = new TreeSet<String>();
        for (var thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("vellamo-guest-")) {
                names.add(thread.getName());
            }
        }
        return names;
    }

    private static long openDescriptors() throws IOException {
        try (var links = Files.list(Path.of("/proc/self/fd"))) {
            return links.filter(Residue::isOfGuests).count();
        }
    }

    private static boolean isOfGuests(Path link) {
        try {
            var target = Files.readSymbolicLink(link).toString();
            return target.startsWith("socket:") || target.startsWith("pipe:") || target.contains("landlock");
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }

    private static Set<Integer> ownChildren() throws IOException {
        var self = ProcessIdentity.ofThisProcess().pid();
        var children = new TreeSet<Integer>();
        for (var pid : processes()) {
            ProcessStat.of(pid).filter(stat -> stat.parent() == self).ifPresent(stat -> children.add(pid));
        }
        return children;
    }

    /** Processes that run and were started for a guest of this very JVM. */
    private static List<Integer> startedForGuests() throws IOException {
        var self = ProcessIdentity.ofThisProcess();
        return startedFor("-" + self.pid() + "-" + self.startTicks() + "-");
    }

    /** Processes that run and whose mark contains a text. */
    static List<Integer> startedFor(String part) throws IOException {
        var found = new ArrayList<Integer>();
        for (var pid : processes()) {
            if (markOf(pid).contains(part)) {
                found.add(pid);
            }
        }
        return found;
    }

    private static String markOf(int pid) {
        try {
            var all = Files.readAllBytes(Path.of("/proc/" + pid + "/environ"));
            for (var each : new String(all, StandardCharsets.ISO_8859_1).split("\0", -1)) {
                if (each.startsWith(GuestDirectory.MARK + "=")) {
                    return each;
                }
            }
        } catch (IOException goneMeanwhile) {
            return "";
        }
        return "";
    }

    private static List<Integer> processes() throws IOException {
        var pids = new ArrayList<Integer>();
        try (var entries = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            entries.forEach(each -> pids.add(Integer.valueOf(each.getFileName().toString())));
        }
        return pids;
    }

    private static List<Path> in(Path directory) throws IOException {
        if (Files.notExists(directory)) {
            return List.of();
        }
        try (var entries = Files.list(directory)) {
            return entries.toList();
        }
    }
}
