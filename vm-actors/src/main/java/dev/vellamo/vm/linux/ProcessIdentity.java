package dev.vellamo.vm.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Which process is meant, for good: a pid is used again, a pid with its start time and boot is not.
 *
 * @param boot the id that the kernel drew when the machine started
 */
public record ProcessIdentity(int pid, long startTicks, String boot) {

    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    public static String currentBoot() throws IOException {
        return Files.readString(BOOT_ID).trim();
    }

    /** That of a process which is there; fails if it is not. */
    public static ProcessIdentity of(int pid) throws IOException {
        var stat = ProcessStat.of(pid).orElseThrow(() -> new IOException("no process " + pid + " in /proc"));
        return new ProcessIdentity(pid, stat.startTicks(), currentBoot());
    }

    public static ProcessIdentity ofThisProcess() throws IOException {
        return of(Math.toIntExact(ProcessHandle.current().pid()));
    }

    /** The very process, if it still runs. */
    public Optional<ProcessStat> living() throws IOException {
        if (!boot.equals(currentBoot())) {
            return Optional.empty();
        }
        return ProcessStat.of(pid).filter(stat -> stat.startTicks() == startTicks && stat.isAlive());
    }
}
