package dev.vellamo.vm.linux;

import com.sun.jna.Memory;
import com.sun.jna.Native;

/** What a thread may do beyond other programs of its user, and how it gives that up for itself and what it starts. */
public final class ThreadPrivileges implements AutoCloseable {

    private static final int PR_SET_NO_NEW_PRIVS = 38;
    /** Version 3 of the capability sets: three words of 32 bits for each of two halves. */
    private static final int CAPABILITY_VERSION = 0x2008_0522;

    private static final int HEADER_BYTES = 8;
    private static final int SETS_BYTES = 24;

    private final Memory header = new Memory(HEADER_BYTES);
    private final Memory none = new Memory(SETS_BYTES);

    public ThreadPrivileges() {
        header.clear();
        header.setInt(0, CAPABILITY_VERSION);
        none.clear();
    }

    /** No program that the calling thread starts gets more than it: set-user-id bits do nothing. 0 or an error number. */
    public int forswearNew() {
        return Libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 ? 0 : Native.getLastError();
    }

    /** Gives up every capability of the calling thread. 0 or an error number. */
    public int dropCapabilities() {
        return Libc.capset(header, none) == 0 ? 0 : Native.getLastError();
    }

    @Override
    public void close() {
        header.close();
        none.close();
    }
}
