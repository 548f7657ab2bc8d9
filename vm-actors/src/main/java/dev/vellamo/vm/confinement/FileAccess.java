package dev.vellamo.vm.confinement;

import dev.vellamo.vm.linux.Landlock;

/**
 * What may be done with a file, or with a directory and all below it.
 *
 * <p>Names, sizes and times of files can be seen everywhere: Landlock does not hide them.
 */
public enum FileAccess {
    /** Read files, list directories. */
    READ(Right.READ_FILE | Right.READ_DIRECTORY),
    /** The same, and start programs. */
    RUN(Right.READ_FILE | Right.READ_DIRECTORY | Right.EXECUTE),
    /** Read, write, make, move and remove files, directories, links and pipes; start nothing. */
    WRITE(Right.READ_FILE
            | Right.READ_DIRECTORY
            | Right.WRITE_FILE
            | Right.REMOVE_DIRECTORY
            | Right.REMOVE_FILE
            | Right.MAKE_DIRECTORY
            | Right.MAKE_FILE
            | Right.MAKE_PIPE
            | Right.MAKE_LINK
            | Right.REFER
            | Right.TRUNCATE);

    /** The bits of linux/landlock.h. */
    private static final class Right {
        static final long EXECUTE = 1;
        static final long WRITE_FILE = 1 << 1;
        static final long READ_FILE = 1 << 2;
        static final long READ_DIRECTORY = 1 << 3;
        static final long REMOVE_DIRECTORY = 1 << 4;
        static final long REMOVE_FILE = 1 << 5;
        static final long MAKE_DIRECTORY = 1 << 7;
        static final long MAKE_FILE = 1 << 8;
        static final long MAKE_PIPE = 1 << 10;
        static final long MAKE_LINK = 1 << 12;
        static final long REFER = 1 << 13;
        static final long TRUNCATE = 1 << 14;
        static final long ALL_OF_VERSION_1 = (1 << 13) - 1;
        static final long DEVICE_CONTROL = 1 << 15;
        static final long OF_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE;

        private Right() {}
    }

    private static final long TCP = 1 | 2;
    private static final long ABSTRACT_SOCKETS_AND_SIGNALS = 1 | 2;

    private final long rights;

    FileAccess(long rights) {
        this.rights = rights;
    }

    /** The rights as a kernel of that Landlock version takes them. */
    long rights(boolean directory, int version) {
        return rights & handledIn(version) & (directory ? ~0L : Right.OF_FILES);
    }

    /** Everything that a kernel of that version can refuse. */
    static Landlock.Handled everything(boolean network, int version) {
        return new Landlock.Handled(
                handledIn(version),
                version >= 4 && !network ? TCP : 0,
                version >= 6 ? ABSTRACT_SOCKETS_AND_SIGNALS : 0);
    }

    private static long handledIn(int version) {
        var handled = Right.ALL_OF_VERSION_1;
        handled |= version >= 2 ? Right.REFER : 0;
        handled |= version >= 3 ? Right.TRUNCATE : 0;
        return handled | (version >= 5 ? Right.DEVICE_CONTROL : 0);
    }
}
