package dev.vellamo.vm.linux;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.util.Optional;

/** One process of the machine, held so that a signal reaches it or nobody: never another one with the same pid. */
public final class PinnedProcess implements AutoCloseable {

    // Numbers of the calls; the same on every architecture.
    private static final long PIDFD_SEND_SIGNAL = 424;
    private static final long PIDFD_OPEN = 434;
    private static final int SIGKILL = 9;

    private final int pid;
    private final Descriptor descriptor;

    private PinnedProcess(int pid, Descriptor descriptor) {
        this.pid = pid;
        this.descriptor = descriptor;
    }

    /** The process that has this pid now, which the caller then has to look at; empty if there is none. */
    public static Optional<PinnedProcess> of(int pid) throws LinuxException {
        var answer = Libc.syscall(PIDFD_OPEN, pid, 0, Pointer.NULL, 0);
        if (answer >= 0) {
            return Optional.of(new PinnedProcess(pid, new Descriptor((int) answer)));
        }
        var errorNumber = Native.getLastError();
        if (errorNumber == ErrorNumber.ESRCH) {
            return Optional.empty();
        }
        throw new LinuxException("pidfd_open(" + pid + ")", errorNumber);
    }

    /** Sends SIGKILL; nothing happens if it has ended. */
    public void kill() throws LinuxException {
        if (Libc.syscall(PIDFD_SEND_SIGNAL, descriptor.number(), SIGKILL, Pointer.NULL, 0) != 0) {
            var errorNumber = Native.getLastError();
            if (errorNumber != ErrorNumber.ESRCH) {
                throw new LinuxException("pidfd_send_signal(" + pid + ", KILL)", errorNumber);
            }
        }
    }

    @Override
    public void close() {
        descriptor.close();
    }
}
