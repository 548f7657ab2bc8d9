package dev.vellamo.vm.linux;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;

/** A program that the kernel runs before each system call of a thread, laid out in memory. */
public final class SeccompFilter implements AutoCloseable {

    private static final int PR_SET_SECCOMP = 22;
    private static final long MODE_FILTER = 2;
    private static final int INSTRUCTION_BYTES = 8;
    private static final int HEADER_BYTES = 16;

    private final Memory instructions;
    private final Memory header = new Memory(HEADER_BYTES);

    public SeccompFilter(byte[] program) {
        instructions = new Memory(program.length);
        instructions.write(0, program, 0, program.length);
        header.clear();
        header.setShort(0, (short) (program.length / INSTRUCTION_BYTES));
        header.setPointer(Long.BYTES, instructions);
    }

    /** Binds the calling thread, for good. Returns 0 or an error number. */
    public int install() {
        return Libc.prctl(PR_SET_SECCOMP, MODE_FILTER, Pointer.nativeValue(header), 0, 0) == 0
                ? 0
                : Native.getLastError();
    }

    @Override
    public void close() {
        instructions.close();
        header.close();
    }
}
