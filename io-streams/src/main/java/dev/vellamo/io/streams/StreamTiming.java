package dev.vellamo.io.streams;

import java.time.Duration;

/**
 * How long a stream may take to begin and to end.
 *
 * @param open until the handler has taken a stream of the other side's
 * @param finish from the end of this side's stage until all is written and the other side has ended, too
 */
public record StreamTiming(Duration open, Duration finish) {

    /** 10 s to begin: a handler may start something. 60 s to finish: a reader at the other side may be slow, not asleep. */
    public static final StreamTiming DEFAULT = new StreamTiming(Duration.ofSeconds(10), Duration.ofSeconds(60));
}
