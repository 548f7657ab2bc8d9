package dev.vellamo.vm.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One process as {@code /proc/PID/stat} tells it.
 *
 * @param state the state's letter
 * @param group id of its process group
 * @param startTicks when it started, in clock ticks since boot: with the pid, this names a process for one boot
 */
public record ProcessStat(int pid, char state, int parent, int group, long startTicks) {

    private static final Path PROC = Path.of("/proc");
    /** Places in the line after the parenthesis that ends the program's name. */
    private static final int STATE_FIELD = 0;

    private static final int PARENT_FIELD = 1;
    private static final int GROUP_FIELD = 2;
    private static final int START_FIELD = 19;

    /** Whether it still runs: a zombie, which nobody has waited for, does not. */
    public boolean isAlive() {
        return state != 'Z' && state != 'X';
    }

    /** The process with this id; empty if there is none. */
    public static Optional<ProcessStat> of(int pid) {
        try {
            return Optional.of(
                    parse(new String(Files.readAllBytes(PROC.resolve(pid + "/stat")), StandardCharsets.ISO_8859_1)));
        } catch (IOException gone) {
            // A process can end between any two calls: the file is missing, or reading it fails with "no such process".
            return Optional.empty();
        }
    }

    static ProcessStat parse(String line) {
        // The program's name is in parentheses and may itself contain spaces and parentheses.
        var open = line.indexOf('(');
        var close = line.lastIndexOf(')');
        if (open < 0 || close < open) {
            throw new IllegalArgumentException("not a line of /proc/PID/stat: " + line);
        }
        var fields = line.substring(close + 1).trim().split(" ", -1);
        return new ProcessStat(
                Integer.parseInt(line.substring(0, open).trim()),
                fields[STATE_FIELD].charAt(0),
                Integer.parseInt(fields[PARENT_FIELD]),
                Integer.parseInt(fields[GROUP_FIELD]),
                Long.parseLong(fields[START_FIELD]));
    }

    /** The processes of a group that still run. */
    public static List<ProcessStat> livingInGroup(int group) throws IOException {
        var living = new ArrayList<ProcessStat>();
        try (var entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (var entry : entries) {
                of(Integer.parseInt(entry.getFileName().toString()))
                        .filter(each -> each.group() == group && each.isAlive())
                        .ifPresent(living::add);
            }
        }
        return living;
    }
}
