package dev.vellamo.vm.linux;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** An attempt to read a file, laid out in memory: shows whether the calling thread is kept from it. */
public final class OpenAttempt implements AutoCloseable {

    private static final int O_RDONLY_CLOEXEC = 0x8_0000;

    private final Memory path;

    public OpenAttempt(Path file) {
        var bytes = file.toString().getBytes(StandardCharsets.UTF_8);
        path = new Memory(bytes.length + 1L);
        path.clear();
        path.write(0, bytes, 0, bytes.length);
    }

    /** Opens and closes the file. Returns 0 or an error number. */
    public int tryIt() {
        var number = Libc.open(path, O_RDONLY_CLOEXEC, 0);
        if (number < 0) {
            return Native.getLastError();
        }
        Libc.close(number);
        return 0;
    }

    @Override
    public void close() {
        path.close();
    }
}
