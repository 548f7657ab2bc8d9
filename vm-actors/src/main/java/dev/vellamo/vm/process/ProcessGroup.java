package dev.vellamo.vm.process;

import dev.vellamo.vm.linux.ChildWait;
import dev.vellamo.vm.linux.Descriptor;
import dev.vellamo.vm.linux.LinuxException;
import dev.vellamo.vm.linux.ProcessStat;
import dev.vellamo.vm.linux.Signal;
import dev.vellamo.vm.linux.Spawn;
import dev.vellamo.vm.linux.SpawnPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * The process group of one guest, led by a watchdog: a shell that does nothing but wait for the end of this JVM, and
 * then kills the group.
 *
 * <p>The group's id is the watchdog's pid. Nobody else can get that number before {@link #reap}, so a signal to the
 * group reaches nobody else. Safe for use by several threads.
 */
final class ProcessGroup {

    private static final long POLL_NS = Duration.ofMillis(2).toNanos();

    private final int id;
    /** Our end of the pipe that the watchdog reads; the system closes it when this JVM dies. */
    private final Descriptor lifeline;

    private boolean reaped;

    private ProcessGroup(int id, Descriptor lifeline) {
        this.id = id;
        this.lifeline = lifeline;
    }

    /** Starts the watchdog, which prints nothing but its own failures, to {@code errors}. */
    static ProcessGroup start(GuestDirectory directory, Descriptor errors) throws IOException {
        var pipe = Descriptor.pipe();
        try (var input = pipe.first();
                var spawn = new Spawn(new SpawnPlan(
                        List.of(Script.SHELL, "-c", Script.WATCHDOG.text(), "vellamo-watchdog"),
                        Map.of(GuestDirectory.MARK, directory.name()),
                        Path.of("/"),
                        SpawnPlan.NEW_GROUP,
                        new SpawnPlan.Standard(input, errors, errors)))) {
            var errorNumber = spawn.start();
            if (errorNumber != 0) {
                throw new LinuxException("starting the watchdog with " + Script.SHELL, errorNumber);
            }
            return new ProcessGroup(spawn.pid(), pipe.second());
        } catch (IOException failure) {
            pipe.second().close();
            throw failure;
        }
    }

    int id() {
        return id;
    }

    /** Ends every process of the group, the watchdog included. */
    synchronized void kill() throws LinuxException {
        if (!reaped) {
            Signal.KILL.sendToGroup(id);
        }
    }

    /** Asks one process of the group to end, which must not have been reaped before the group. */
    synchronized void terminate(int pid) throws LinuxException {
        if (!reaped) {
            Signal.TERMINATE.sendTo(pid);
        }
    }

    /**
     * Blocks until no process of the group runs, at most so long.
     *
     * @return what still runs then, in words; empty if nothing does
     */
    String awaitEmpty(Duration patience) throws IOException {
        var deadline = System.nanoTime() + patience.toNanos();
        var living = ProcessStat.livingInGroup(id);
        while (!living.isEmpty() && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(POLL_NS);
            living = ProcessStat.livingInGroup(id);
        }
        return living.stream()
                .map(each -> "process " + each.pid() + " (state " + each.state() + ")")
                .collect(Collectors.joining(", "));
    }

    /**
     * Frees the ids of the watchdog and of a child in the group, if one was started; both were killed before. No signal
     * is sent any more.
     *
     * @param child its pid, or 0
     */
    synchronized void reap(int child) throws LinuxException {
        reaped = true;
        lifeline.close();
        ChildWait.reap(id);
        if (child != 0) {
            ChildWait.reap(child);
        }
    }
}
