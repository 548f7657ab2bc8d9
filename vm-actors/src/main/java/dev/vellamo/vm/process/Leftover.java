package dev.vellamo.vm.process;

import java.util.List;

/**
 * A guest of a kernel that is gone, which was found and removed.
 *
 * @param directory name of its directory
 * @param killed the processes of it that still ran
 * @param problems what could not be done, a sentence each; the next start tries again
 */
public record Leftover(String directory, List<Integer> killed, List<String> problems) {
    public Leftover {
        killed = List.copyOf(killed);
        problems = List.copyOf(problems);
    }
}
