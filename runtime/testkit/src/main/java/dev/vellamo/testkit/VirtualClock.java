package dev.vellamo.testkit;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Shows the time of a virtual scheduler. */
final class VirtualClock extends Clock {

    /** The same in every test, so that what a test prints is the same. */
    private static final Instant START = Instant.parse("2000-01-01T00:00:00Z");

    private final VirtualScheduler scheduler;
    private final ZoneId zone;

    VirtualClock(VirtualScheduler scheduler) {
        this(scheduler, ZoneOffset.UTC);
    }

    private VirtualClock(VirtualScheduler scheduler, ZoneId zone) {
        this.scheduler = scheduler;
        this.zone = zone;
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    @Override
    public Clock withZone(ZoneId other) {
        return new VirtualClock(scheduler, other);
    }

    @Override
    public Instant instant() {
        return START.plusNanos(scheduler.nowNanos());
    }
}
