package dev.vellamo.io.transport;

import java.time.Duration;

/** Waits that double. */
final class Backoff {

    private Backoff() {}

    static Duration longer(Duration wait, Duration longest) {
        var doubled = wait.multipliedBy(2);
        return doubled.compareTo(longest) < 0 ? doubled : longest;
    }
}
