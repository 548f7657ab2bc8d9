package dev.vellamo.kernel.launch;

import dev.vellamo.protocol.config.RestartPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether a vat that failed starts again, and after which pause: what its config says, and when it did so before.
 *
 * <p>A value: each failure gives the next one. Time comes from outside, in milliseconds since the epoch.
 *
 * @param recentMillis the restarts that still count, oldest first
 */
record Restarts(RestartPolicy policy, List<Long> recentMillis) {

    /** Before the first of the restarts that count: a fault that was chance is over at once. */
    static final Duration FIRST_PAUSE = Duration.ofMillis(100);

    /** Doubled with each restart that counts, up to this: long enough for what the vat needs to come back. */
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    Restarts {
        recentMillis = List.copyOf(recentMillis);
    }

    /** Of a vat that never failed. */
    static Restarts of(RestartPolicy policy) {
        return new Restarts(policy, List.of());
    }

    /**
     * What comes of a failure.
     *
     * @param next what is to be asked at the next one
     * @param pause before it starts again; empty: it does not
     */
    record Decision(Restarts next, Optional<Duration> pause) {}

    Decision failed(long nowMillis) {
        if (!(policy instanceof RestartPolicy.OnFailure limits)) {
            return new Decision(this, Optional.empty());
        }
        var counting = new ArrayList<Long>();
        for (var restart : recentMillis) {
            // A clock that was set back makes none of them younger than now.
            if (nowMillis - restart < limits.within().toMillis()) {
                counting.add(restart);
            }
        }
        if (counting.size() >= limits.maxRestarts()) {
            return new Decision(new Restarts(policy, counting), Optional.empty());
        }
        var pause = pause(counting.size());
        counting.add(nowMillis);
        return new Decision(new Restarts(policy, counting), Optional.of(pause));
    }

    private static Duration pause(int before) {
        return doubled(FIRST_PAUSE, LONGEST_PAUSE, before);
    }

    /** {@code first}, doubled so many times, but not longer than {@code longest}. */
    static Duration doubled(Duration first, Duration longest, int times) {
        var pause = first;
        for (int i = 0; i < times && pause.compareTo(longest) < 0; i++) {
            pause = pause.multipliedBy(2);
        }
        return pause.compareTo(longest) > 0 ? longest : pause;
    }
}
