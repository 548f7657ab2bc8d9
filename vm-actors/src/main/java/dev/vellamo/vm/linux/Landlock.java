package dev.vellamo.vm.linux;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A Landlock ruleset: which files a thread may use once it has restricted itself, and whatever it starts after that.
 * Rights are the bits of linux/landlock.h.
 */
public final class Landlock implements AutoCloseable {

    // Numbers of the calls; the same on every architecture.
    private static final long CREATE_RULESET = 444;
    private static final long ADD_RULE = 445;
    private static final long RESTRICT_SELF = 446;

    private static final long ASK_VERSION = 1;
    private static final long PATH_BENEATH = 1;
    private static final int RULE_BYTES = Long.BYTES + Integer.BYTES;
    private static final int O_PATH_CLOEXEC = 0x20_0000 | 0x8_0000;

    private final Descriptor ruleset;

    /**
     * What is refused unless a rule gives it.
     *
     * @param files the rights that nobody has any more unless a rule gives them
     * @param network 1 to bind and 2 to connect TCP ports, refused altogether
     * @param scope 1 for abstract Unix sockets and 2 for signals: kept within what is restricted together
     */
    public record Handled(long files, long network, long scope) {
        private static final int BYTES = 3 * Long.BYTES;

        private Memory memory() {
            var memory = new Memory(BYTES);
            memory.setLong(0, files);
            memory.setLong(Long.BYTES, network);
            memory.setLong(2L * Long.BYTES, scope);
            return memory;
        }

        /** How much of it a kernel of that version knows. */
        private static long bytesIn(int version) {
            return version >= 6 ? BYTES : version >= 4 ? 2 * Long.BYTES : Long.BYTES;
        }
    }

    /** The version that the kernel offers, from 1; 0 if it has none, or has it switched off. */
    public static int version() {
        var answer = Libc.syscall(CREATE_RULESET, Pointer.NULL, 0, ASK_VERSION, 0);
        return answer < 0 ? 0 : (int) answer;
    }

    public Landlock(Handled handled, int version) throws LinuxException {
        try (var memory = handled.memory()) {
            var answer = Libc.syscall(CREATE_RULESET, memory, Handled.bytesIn(version), 0, 0);
            if (answer < 0) {
                throw LinuxException.ofLastCall("landlock_create_ruleset");
            }
            ruleset = new Descriptor((int) answer);
        }
    }

    /** Gives rights for a file, or for a directory and all below it; links in the path are followed now. */
    public void allow(Path path, long rights) throws LinuxException {
        try (var opened = opened(path);
                var rule = new Memory(RULE_BYTES)) {
            rule.setLong(0, rights);
            rule.setInt(Long.BYTES, opened.number());
            if (Libc.syscall(ADD_RULE, ruleset.number(), PATH_BENEATH, rule, 0) != 0) {
                throw LinuxException.ofLastCall("landlock_add_rule(" + path + ")");
            }
        }
    }

    private static Descriptor opened(Path path) throws LinuxException {
        var bytes = path.toString().getBytes(StandardCharsets.UTF_8);
        try (var text = new Memory(bytes.length + 1L)) {
            text.clear();
            text.write(0, bytes, 0, bytes.length);
            var number = Libc.open(text, O_PATH_CLOEXEC, 0);
            if (number < 0) {
                throw LinuxException.ofLastCall("open(" + path + ")");
            }
            return new Descriptor(number);
        }
    }

    /** Binds the calling thread, for good. Returns 0 or an error number. */
    public int restrictThread() {
        return Libc.syscall(RESTRICT_SELF, ruleset.number(), 0, Pointer.NULL, 0) == 0 ? 0 : Native.getLastError();
    }

    @Override
    public void close() {
        ruleset.close();
    }
}
