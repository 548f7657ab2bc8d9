package dev.vellamo.kernel;

/**
 * What a kernel is to know of a service.
 *
 * @param effect of its calls on the world, which says what a crash makes of them
 * @param isSystemOnly whether only system subclusters can have it; for others it does not exist
 */
public record ServiceOptions(Effect effect, boolean isSystemOnly) {

    /** What a call does to the world. */
    public enum Effect {
        /**
         * Nothing is known of it. A call begins once it is on disk, and at most once: if the kernel dies before its outcome
         * is on disk, its caller gets {@code OUTCOME_UNKNOWN}.
         */
        UNMARKED,
        /**
         * The same if it is made twice. A call without outcome is made again after a restart, with the same {@link CallId}.
         */
        IDEMPOTENT,
        /** None: it only looks. A call is made at once, without waiting for the disk. */
        PURE
    }

    /** For everybody, and nothing is known of what it does. */
    public static final ServiceOptions DEFAULT = new ServiceOptions(Effect.UNMARKED, false);

    public ServiceOptions idempotent() {
        return new ServiceOptions(Effect.IDEMPOTENT, isSystemOnly);
    }

    public ServiceOptions pure() {
        return new ServiceOptions(Effect.PURE, isSystemOnly);
    }

    public ServiceOptions systemOnly() {
        return new ServiceOptions(effect, true);
    }
}
