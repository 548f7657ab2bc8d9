package dev.vellamo.kernel.store;

import org.jspecify.annotations.Nullable;

/** Why a store did not do what it was asked to. */
public final class StoreException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** What kind of failure it was. */
    public enum Code {
        /** Another kernel uses it. */
        IN_USE,
        /** The directory or file cannot be written. */
        READ_ONLY,
        /** There is a file, and it is not a store of a kernel. */
        FOREIGN,
        /** It was written by a newer version. */
        NEWER_VERSION,
        /** It is damaged, or says what no kernel would have written. */
        CORRUPT,
        /** There is no room left. */
        FULL,
        /** Reading or writing failed otherwise. */
        FAILED
    }

    private final Code code;

    public StoreException(Code code, String message) {
        this(code, message, null);
    }

    public StoreException(Code code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public Code code() {
        return code;
    }
}
