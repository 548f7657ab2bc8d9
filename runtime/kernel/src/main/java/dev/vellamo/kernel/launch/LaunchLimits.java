package dev.vellamo.kernel.launch;

import java.time.Duration;

/**
 * How long a launch and its undoing may take.
 *
 * @param deadline for all steps together
 * @param grace for a cancelled step to end, before the rest is released without waiting for it
 * @param release for the release of each single thing
 */
public record LaunchLimits(Duration deadline, Duration grace, Duration release) {

    /** A minute, because a vat's source may have to be compiled on a busy machine; the rest is quick. */
    public static final LaunchLimits DEFAULT =
            new LaunchLimits(Duration.ofSeconds(60), Duration.ofSeconds(1), Duration.ofSeconds(5));

    /** Longer than anybody waits: what an earlier kernel left is not given up, each part of it has limits of its own. */
    private static final Duration NEVER = Duration.ofDays(200);

    LaunchLimits forRestore() {
        return new LaunchLimits(NEVER, grace, release);
    }

    public LaunchLimits {
        if (deadline.isNegative() || deadline.isZero() || grace.isNegative() || release.isNegative()) {
            throw new IllegalArgumentException("the deadline must be positive and no limit negative: deadline "
                    + deadline + ", grace " + grace + ", release " + release);
        }
    }
}
