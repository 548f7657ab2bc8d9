package dev.vellamo.vm.process;

import dev.vellamo.vm.linux.PinnedProcess;
import dev.vellamo.vm.linux.ProcessEnvironment;
import dev.vellamo.vm.linux.ProcessStat;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * The processes of one guest, wherever they went: those that were started with the random name of its directory in their
 * environment. Not safe for use by several threads.
 */
final class MarkedProcesses {

    private static final long POLL_NS = Duration.ofMillis(2).toNanos();

    private final String directoryName;
    private final Set<Integer> killed = new LinkedHashSet<>();

    MarkedProcesses(GuestDirectory directory) {
        this.directoryName = directory.name();
    }

    /** The ids of those that were sent SIGKILL here. */
    List<Integer> killed() {
        return List.copyOf(killed);
    }

    /** Whether a process is the guest's. */
    interface Check {
        boolean holds() throws IOException;
    }

    /** Kills one process if it is the guest's: looks at it while it is held, so that the one looked at is the one killed. */
    void killIf(int pid, Check isTheGuests) throws IOException {
        Optional<PinnedProcess> held = PinnedProcess.of(pid);
        if (held.isPresent()) {
            try (var process = held.get()) {
                if (isTheGuests.holds()) {
                    process.kill();
                    killed.add(pid);
                }
            }
        }
    }

    /** Kills all, again and again, as one that is about to die may start others; blocks until none of them runs. */
    void killAll(Duration patience) throws IOException {
        var deadline = System.nanoTime() + patience.toNanos();
        for (var marked = marked(); !marked.isEmpty() || isAnyAlive(); marked = marked()) {
            for (var pid : marked) {
                killIf(pid, () -> ProcessEnvironment.has(pid, GuestDirectory.MARK, directoryName));
            }
            if (System.nanoTime() - deadline > 0) {
                throw new IOException("processes " + killed + " do not end");
            }
            LockSupport.parkNanos(POLL_NS);
        }
    }

    private List<Integer> marked() throws IOException {
        return ProcessEnvironment.processesWith(GuestDirectory.MARK, directoryName);
    }

    private boolean isAnyAlive() {
        return killed.stream()
                .anyMatch(
                        pid -> ProcessStat.of(pid).filter(ProcessStat::isAlive).isPresent());
    }
}
