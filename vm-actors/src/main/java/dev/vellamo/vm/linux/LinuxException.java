package dev.vellamo.vm.linux;

import com.sun.jna.Native;
import java.io.IOException;

/** A system call that failed; the message names the call and the reason as the C library words it. */
public final class LinuxException extends IOException {

    private static final long serialVersionUID = 1L;

    /** Number of an error, as errno(3) lists them. */
    private final int errorNumber;

    public LinuxException(String call, int errorNumber) {
        super(call + " failed: " + Libc.strerror(errorNumber) + " (error number " + errorNumber + ")");
        this.errorNumber = errorNumber;
    }

    static LinuxException ofLastCall(String call) {
        return new LinuxException(call, Native.getLastError());
    }

    public int errorNumber() {
        return errorNumber;
    }
}
