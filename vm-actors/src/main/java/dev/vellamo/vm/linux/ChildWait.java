package dev.vellamo.vm.linux;

import com.sun.jna.Memory;
import com.sun.jna.Native;

/** Waits for children of this process. */
public final class ChildWait {

    private static final int P_PID = 1;
    private static final int WEXITED = 4;
    private static final int WNOWAIT = 0x0100_0000;
    private static final int EINTR = 4;

    /** Size of siginfo_t, and where in it the code and the status are. */
    private static final int INFO_BYTES = 128;

    private static final int CODE_OFFSET = 8;
    private static final int STATUS_OFFSET = 24;
    private static final int CLD_EXITED = 1;

    private ChildWait() {}

    /** Blocks until the child has ended; its id stays taken until {@link #reap}. */
    public static ChildExit untilEnded(int pid) throws LinuxException {
        return waited(pid, WEXITED | WNOWAIT);
    }

    /** Blocks until the child has ended, and frees its id. */
    public static ChildExit reap(int pid) throws LinuxException {
        return waited(pid, WEXITED);
    }

    private static ChildExit waited(int pid, int options) throws LinuxException {
        try (var info = new Memory(INFO_BYTES)) {
            info.clear();
            while (Libc.waitid(P_PID, pid, info, options) != 0) {
                var errorNumber = Native.getLastError();
                if (errorNumber == ErrorNumber.ECHILD) {
                    return new ChildExit.Unknown();
                }
                if (errorNumber != EINTR) {
                    throw new LinuxException("waitid(" + pid + ")", errorNumber);
                }
            }
            var status = info.getInt(STATUS_OFFSET);
            return info.getInt(CODE_OFFSET) == CLD_EXITED
                    ? new ChildExit.Code(status)
                    : new ChildExit.Signalled(status);
        }
    }
}
