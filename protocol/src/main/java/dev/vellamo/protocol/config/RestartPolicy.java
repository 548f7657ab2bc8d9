package dev.vellamo.protocol.config;

import java.time.Duration;

/** Whether a vat that failed starts again, from its committed state. */
public sealed interface RestartPolicy {

    /** A vat that failed is terminated. */
    RestartPolicy NEVER = new Never();

    static RestartPolicy onFailure(int maxRestarts, Duration within) {
        return new OnFailure(maxRestarts, within);
    }

    @Variant(key = "policy", value = "never")
    record Never() implements RestartPolicy {}

    /** A vat that fails more than {@code maxRestarts} times {@code within} that time is terminated. */
    @Variant(key = "policy", value = "on-failure")
    record OnFailure(
            @Key(value = "Restarts that are allowed within the time.", or = "3", min = 1, max = 1000)
            int maxRestarts,

            @Key(
                    value = "The time in which restarts are counted.",
                    or = "\"1m\"",
                    min = 1,
                    max = Limits.MAX_WAIT_MILLIS)
            Duration within)
            implements RestartPolicy {}
}
