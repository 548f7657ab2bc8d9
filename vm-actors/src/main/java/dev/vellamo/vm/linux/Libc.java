package dev.vellamo.vm.linux;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * The C library's functions that are called here, by their own names.
 *
 * <p>All arguments are numbers or memory that the caller laid out before: so a call loads no class, opens no file and
 * starts no thread, which matters on a thread that has confined itself.
 */
final class Libc {

    static {
        Native.register(Libc.class, "c");
    }

    private Libc() {}

    static native int prctl(int option, long second, long third, long fourth, long fifth);

    static native long syscall(long number, @Nullable Pointer first, long second, long third, long fourth);

    static native long syscall(long number, long first, long second, @Nullable Pointer third, long fourth);

    static native int capset(Pointer header, Pointer sets);

    static native int open(Pointer path, int flags, int mode);

    static native int close(int descriptor);

    static native int pipe2(int[] descriptors, int flags);

    static native int socketpair(int family, int type, int protocol, int[] descriptors);

    static native int kill(int process, int signal);

    static native int waitid(int kind, int id, Pointer info, int options);

    static native int prlimit(int process, int resource, Pointer updated, @Nullable Pointer previous);

    static native int posix_spawn(
            Pointer process, Pointer path, Pointer actions, Pointer attributes, Pointer arguments, Pointer environment);

    static native int posix_spawn_file_actions_init(Pointer actions);

    static native int posix_spawn_file_actions_destroy(Pointer actions);

    static native int posix_spawn_file_actions_adddup2(Pointer actions, int descriptor, int target);

    static native int posix_spawn_file_actions_addclosefrom_np(Pointer actions, int lowest);

    static native int posix_spawn_file_actions_addchdir_np(Pointer actions, Pointer path);

    static native int posix_spawnattr_init(Pointer attributes);

    static native int posix_spawnattr_destroy(Pointer attributes);

    static native int posix_spawnattr_setflags(Pointer attributes, short flags);

    static native int posix_spawnattr_setpgroup(Pointer attributes, int group);

    static native int posix_spawnattr_setsigmask(Pointer attributes, Pointer signals);

    static native int posix_spawnattr_setsigdefault(Pointer attributes, Pointer signals);

    static native String strerror(int errorNumber);
}
