package dev.vellamo.vm.process;

import java.time.Duration;

/**
 * How long each stage of a guest may take.
 *
 * @param start until its process runs
 * @param handshake from then until it is ready
 * @param ask from a stop until it has ended by itself
 * @param terminate from SIGTERM until it has ended
 * @param release from SIGKILL until nothing of it is left; what is left then is named and written off
 */
public record GuestDeadlines(Duration start, Duration handshake, Duration ask, Duration terminate, Duration release) {

    public static final GuestDeadlines DEFAULT = new GuestDeadlines(
            Duration.ofSeconds(10),
            Duration.ofSeconds(20),
            Duration.ofSeconds(5),
            Duration.ofSeconds(3),
            Duration.ofSeconds(5));

    public GuestDeadlines {
        for (var each : new Duration[] {start, handshake, ask, terminate, release}) {
            if (each.isNegative() || each.isZero()) {
                throw new IllegalArgumentException("a guest's deadline must be longer than nothing, not " + each);
            }
        }
    }
}
