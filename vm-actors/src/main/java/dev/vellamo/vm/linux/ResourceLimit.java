package dev.vellamo.vm.linux;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;

/** A limit that the kernel sets to one process, and that what it starts inherits (setrlimit(2)). */
public enum ResourceLimit {
    /** Seconds of processor time; beyond them the process is killed. */
    CPU_SECONDS(0),
    /** Bytes that one file may grow to. */
    FILE_BYTES(1),
    /**
     * Bytes of private writable memory: heap, stacks, what libraries allocate. Address space alone does not count. A JVM
     * needs its heap and at least 64 MiB more to start.
     */
    MEMORY_BYTES(2),
    /** Bytes of the memory image that a crash writes. */
    CORE_BYTES(4),
    /**
     * Processes and threads of the same user on the whole machine, the kernel's own included: useful only for a guest
     * with a user of its own, and without effect for root.
     */
    TASKS_OF_USER(6),
    /** Descriptors open at a time. */
    OPEN_FILES(7);

    private static final int LIMIT_BYTES = 2 * Long.BYTES;

    private final int number;

    ResourceLimit(int number) {
        this.number = number;
    }

    /** Sets it to a child, both the limit and how far the child may raise it. */
    public void setTo(int pid, long value) throws LinuxException {
        var errorNumber = set(pid, number, value);
        if (errorNumber != 0) {
            throw new LinuxException("prlimit(" + pid + ", " + this + ", " + value + ")", errorNumber);
        }
    }

    private static int set(int pid, int resource, long value) {
        try (var limit = new Memory(LIMIT_BYTES)) {
            limit.setLong(0, value);
            limit.setLong(Long.BYTES, value);
            return Libc.prlimit(pid, resource, limit, Pointer.NULL) == 0 ? 0 : Native.getLastError();
        }
    }
}
