package dev.vellamo.vm.linux;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * A control group: its limits hold for all processes in it together. What a process in it starts is in it from the first
 * instruction on, and stays in it, as long as it cannot write to the directories of control groups.
 *
 * @param path of its directory
 */
public record ControlGroup(Path path) {

    private static final String PROCESSES = "cgroup.procs";
    /** A group can be removed a moment after the last of its processes has ended. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final long POLL_NS = Duration.ofMillis(2).toNanos();

    /** Makes it, empty, with its limits set. */
    public void create(GroupLimits limits) throws IOException {
        Files.createDirectory(path);
        try {
            for (var setting : limits.settings().entrySet()) {
                write(setting.getKey(), setting.getValue());
            }
            // Memory that is moved to disk would not count. A kernel without swap has no such file.
            if (limits.memoryBytes().isPresent() && Files.exists(path.resolve("memory.swap.max"))) {
                write("memory.swap.max", "0");
            }
        } catch (IOException failure) {
            Files.delete(path);
            throw failure;
        }
    }

    private void write(String file, String value) throws IOException {
        Files.writeString(path.resolve(file), value, StandardOpenOption.WRITE);
    }

    /** Puts a process into it, and reads back that it is there. */
    public void add(int pid) throws IOException {
        write(PROCESSES, Integer.toString(pid));
        if (!Files.readAllLines(path.resolve(PROCESSES)).contains(Integer.toString(pid))) {
            throw new IOException("process " + pid + " is not in " + path + " after it was put there");
        }
    }

    /** How often a limit was reached, in words; empty if none was. */
    public String reached() throws IOException {
        var killed = count("memory.events", "oom_kill");
        var refused = count("pids.events", "max");
        var text = killed == 0 ? "" : "killed by the system: it needed more memory than its limit";
        var forks = refused == 0 ? "" : "starting a process or thread was refused " + refused + " times by its limit";
        return text.isEmpty() || forks.isEmpty() ? text + forks : text + "; " + forks;
    }

    private long count(String file, String name) throws IOException {
        if (Files.notExists(path.resolve(file))) {
            return 0;
        }
        return Files.readAllLines(path.resolve(file)).stream()
                .filter(line -> line.startsWith(name + " "))
                .mapToLong(line -> Long.parseLong(line.substring(name.length() + 1)))
                .sum();
    }

    /** Removes it, when its processes have ended; one that is not there is removed. */
    public void remove() throws IOException {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                Files.deleteIfExists(path);
                return;
            } catch (DirectoryNotEmptyException notOfThisKind) {
                throw notOfThisKind;
            } catch (FileSystemException busy) {
                if (System.nanoTime() - deadline > 0) {
                    throw busy;
                }
                LockSupport.parkNanos(POLL_NS);
            }
        }
    }
}
