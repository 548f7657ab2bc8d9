package dev.vellamo.protocol.wire;

import java.time.Duration;

/**
 * How long one side waits. Only {@link ConnectionState#tick} makes time pass.
 *
 * @param hello until the other side's hello is there
 * @param ping how long it may be silent before it is asked whether it is there
 * @param dead how long it may be silent, or take nothing of what waits for it, before it is given up
 * @param drain how long what runs may go on after {@link ConnectionState#goAway}
 */
public record WireTiming(Duration hello, Duration ping, Duration dead, Duration drain) {

    /**
     * 10 s for a hello: a JVM on a busy machine starts in that. 15 s and 45 s of silence: three questions unanswered. 30 s to
     * finish: as long as a kernel takes to end in order.
     */
    public static final WireTiming DEFAULT = new WireTiming(
            Duration.ofSeconds(10), Duration.ofSeconds(15), Duration.ofSeconds(45), Duration.ofSeconds(30));
}
