package dev.vellamo.kernel;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Why the kernel did not do what it was asked to. */
public final class KernelException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** What kind of failure it was. */
    public enum Code {
        /** The config is valid and names something this kernel cannot launch. */
        UNSUPPORTED,
        /** A step of the launch failed; see {@link KernelException#rollback()}. */
        LAUNCH_FAILED,
        /** The launch did not end before its deadline. */
        LAUNCH_TIMED_OUT,
        /** The launch was cancelled. */
        LAUNCH_CANCELLED,
        /** A service of that name is registered already. */
        SERVICE_EXISTS,
        /** No subcluster has that id or name. */
        SUBCLUSTER_NOT_FOUND,
        /** The subcluster has no vat of that name, or the kernel none of that id; it may have ended. */
        VAT_NOT_FOUND,
        /** The vat does not run and cannot do that now; the message says why. */
        VAT_UNAVAILABLE,
        /** That designates nothing that is there, or something that cannot be revoked or pinned. */
        BAD_REFERENCE,
        /** Two subclusters were given the same name. */
        DUPLICATE_NAME,
        /** The kernel is shutting down or closed. */
        STOPPED,
        /** A defect of Vellamo. */
        INTERNAL
    }

    private final Code code;
    private final transient @Nullable RollbackReport rollback;

    public KernelException(Code code, String message) {
        this(code, message, null, null);
    }

    public KernelException(Code code, String message, @Nullable Throwable cause, @Nullable RollbackReport rollback) {
        super(message, cause);
        this.code = code;
        this.rollback = rollback;
    }

    public Code code() {
        return code;
    }

    /** What was released after a failed launch. */
    public Optional<RollbackReport> rollback() {
        return Optional.ofNullable(rollback);
    }
}
