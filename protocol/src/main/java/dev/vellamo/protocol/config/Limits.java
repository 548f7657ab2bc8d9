package dev.vellamo.protocol.config;

/** The limits of a cluster config. Each keeps what a hostile or mistaken file can cost small and known. */
final class Limits {
    /** Of a config file. A launch holds a few copies of it. */
    static final int MAX_CONFIG_BYTES = 16 * 1024 * 1024;
    /** Objects and lists inside each other. Readers recurse, and 100 levels need no large stack. */
    static final int MAX_DEPTH = 100;
    /** JSON values in a file. Each costs about 150 bytes while it is read. */
    static final int MAX_VALUES = 500_000;
    /** Of a key. Each problem's pointer holds all keys above it. */
    static final int MAX_KEY_CHARS = 4096;
    /** Reported of one file. Nobody reads more before correcting the first ones. */
    static final int MAX_PROBLEMS = 100;
    /** Of a Unix socket's path on Linux: 108 with the byte that ends it. */
    static final int MAX_SOCKET_PATH_BYTES = 107;
    /** The longest that the class file format can hold. */
    static final long MAX_CLASS_NAME_CHARS = 65_535;
    /** Any longer wait is a mistake in the unit. */
    static final long MAX_WAIT_MILLIS = 24L * 60 * 60 * 1000;
    /** A unit or buffer is held in one array at times. */
    static final long MAX_BUFFER_BYTES = 1024L * 1024 * 1024;
    /** A path, which is also what a subcluster is called by default, is at most this long on Linux. */
    static final long MAX_LABEL_CHARS = 4096;

    private Limits() {}
}
