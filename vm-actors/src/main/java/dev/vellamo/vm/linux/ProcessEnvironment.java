package dev.vellamo.vm.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Processes of the machine, found by what they were started with. */
public final class ProcessEnvironment {

    private ProcessEnvironment() {}

    /** The ids of all processes that run and were started with a variable set to a value. Zombies have no environment. */
    public static List<Integer> processesWith(String variable, String value) throws IOException {
        var found = new ArrayList<Integer>();
        try (var entries = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (var entry : entries) {
                var pid = Integer.parseInt(entry.getFileName().toString());
                if (has(pid, variable, value)) {
                    found.add(pid);
                }
            }
        }
        return found;
    }

    /** Whether a process was started with it; no for one that has ended, or that others may not look into. */
    public static boolean has(int pid, String variable, String value) {
        try {
            var bytes = Files.readAllBytes(Path.of("/proc", Integer.toString(pid), "environ"));
            var all = List.of(new String(bytes, StandardCharsets.UTF_8).split("\0", -1));
            return all.contains(variable + "=" + value);
        } catch (IOException goneOrNotOurs) {
            // Another user's process cannot be a guest of ours, and one that has ended needs nothing more.
            return false;
        }
    }
}
