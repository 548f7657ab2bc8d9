package dev.vellamo.vm.linux;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A child process that is about to be started. All memory is laid out when this is made; {@link #start} is one call of
 * the C library, so that it can be made by a thread that may open no file any more.
 *
 * <p>{@code ProcessBuilder} would not do: its reaper threads are started by the calling thread, would inherit the
 * confinement of that thread, and are shared by all processes of the JVM; nor can it set a process group. posix_spawn
 * does not copy the JVM's memory.
 */
public final class Spawn implements AutoCloseable {

    /** Larger than posix_spawnattr_t (336 bytes) and posix_spawn_file_actions_t (80 bytes) of glibc. */
    private static final int OPAQUE_BYTES = 512;
    /** Size of sigset_t. */
    private static final int SIGNAL_SET_BYTES = 128;

    private static final int FIRST_AFTER_STANDARD = 3;
    private static final short SETPGROUP = 0x02;
    private static final short SETSIGDEF = 0x04;
    private static final short SETSIGMASK = 0x08;

    /** Native memory that the call refers to; held so that it is not freed before. */
    private final List<Memory> kept = new ArrayList<>();

    private final Memory process = memory(Integer.BYTES);
    private final Memory actions = memory(OPAQUE_BYTES);
    private final Memory attributes = memory(OPAQUE_BYTES);
    private final Memory program;
    private final Memory arguments;
    private final Memory environment;

    public Spawn(SpawnPlan plan) throws LinuxException {
        program = text(plan.command().get(0));
        arguments = texts(plan.command());
        environment = texts(plan.environment().entrySet().stream()
                .map(each -> each.getKey() + "=" + each.getValue())
                .toList());
        check("posix_spawn_file_actions_init", Libc.posix_spawn_file_actions_init(actions));
        check("posix_spawnattr_init", Libc.posix_spawnattr_init(attributes));
        descriptors(plan.standard());
        check(
                "posix_spawn_file_actions_addchdir_np",
                Libc.posix_spawn_file_actions_addchdir_np(
                        actions, text(plan.directory().toString())));
        signalsAndGroup(plan.group());
    }

    private void descriptors(SpawnPlan.Standard standard) throws LinuxException {
        var given = List.of(standard.input(), standard.output(), standard.error());
        for (int target = 0; target < given.size(); target++) {
            var source = given.get(target).number();
            if (source < FIRST_AFTER_STANDARD) {
                throw new IllegalStateException("descriptor " + source + " would be overwritten in the child;"
                        + " start this JVM with standard input, output and error open");
            }
            check("posix_spawn_file_actions_adddup2", Libc.posix_spawn_file_actions_adddup2(actions, source, target));
        }
        check(
                "posix_spawn_file_actions_addclosefrom_np",
                Libc.posix_spawn_file_actions_addclosefrom_np(actions, FIRST_AFTER_STANDARD));
    }

    private void signalsAndGroup(int group) throws LinuxException {
        var all = memory(SIGNAL_SET_BYTES);
        all.setMemory(0, SIGNAL_SET_BYTES, (byte) 0xFF);
        check("posix_spawnattr_setsigdefault", Libc.posix_spawnattr_setsigdefault(attributes, all));
        check("posix_spawnattr_setsigmask", Libc.posix_spawnattr_setsigmask(attributes, memory(SIGNAL_SET_BYTES)));
        check("posix_spawnattr_setpgroup", Libc.posix_spawnattr_setpgroup(attributes, group));
        check("posix_spawnattr_setflags", Libc.posix_spawnattr_setflags(attributes, (short)
                (SETPGROUP | SETSIGDEF | SETSIGMASK)));
    }

    /** Starts the child. Returns 0 or an error number; {@link #pid} says which process it is. */
    public int start() {
        return Libc.posix_spawn(process, program, actions, attributes, arguments, environment);
    }

    public int pid() {
        return process.getInt(0);
    }

    @Override
    public void close() {
        Libc.posix_spawn_file_actions_destroy(actions);
        Libc.posix_spawnattr_destroy(attributes);
        kept.forEach(Memory::close);
    }

    private static void check(String call, int errorNumber) throws LinuxException {
        if (errorNumber != 0) {
            throw new LinuxException(call, errorNumber);
        }
    }

    private Memory memory(int bytes) {
        var fresh = new Memory(bytes);
        fresh.clear();
        kept.add(fresh);
        return fresh;
    }

    private Memory text(String value) {
        var bytes = value.getBytes(StandardCharsets.UTF_8);
        var copy = memory(bytes.length + 1);
        copy.write(0, bytes, 0, bytes.length);
        return copy;
    }

    private Memory texts(List<String> values) {
        var table = memory((values.size() + 1) * Native.POINTER_SIZE);
        for (int index = 0; index < values.size(); index++) {
            Pointer each = text(values.get(index));
            table.setPointer((long) index * Native.POINTER_SIZE, each);
        }
        return table;
    }
}
