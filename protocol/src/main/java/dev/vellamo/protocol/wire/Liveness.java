package dev.vellamo.protocol.wire;

import org.jspecify.annotations.Nullable;

/** Whether the other side is still there: whether it says anything, and takes what waits for it. */
final class Liveness {
    private final WireTiming timing;
    private final long startNanos;
    private long heardNanos;
    private long tookNanos;
    private long askedNanos;
    private long asked;
    private boolean heard;
    private boolean took;

    Liveness(WireTiming timing, long nowNanos) {
        this.timing = timing;
        startNanos = nowNanos;
        heardNanos = nowNanos;
        tookNanos = nowNanos;
        askedNanos = nowNanos;
    }

    /** A frame came. */
    void heard() {
        heard = true;
    }

    /** The transport has taken something to write. */
    void took() {
        took = true;
    }

    /**
     * Time has passed.
     *
     * @param waiting whether something waits to be taken
     * @return why the other side is given up, or {@code null}
     */
    @Nullable
    WireFault tick(long nowNanos, boolean waiting) {
        if (heard) {
            heardNanos = nowNanos;
        }
        if (took || !waiting) {
            tookNanos = nowNanos;
        }
        heard = false;
        took = false;
        if (nowNanos - heardNanos >= timing.dead().toNanos()) {
            return dead("said nothing");
        }
        return nowNanos - tookNanos >= timing.dead().toNanos() ? dead("took nothing of what waits for it") : null;
    }

    private WireFault dead(String how) {
        return new WireFault(
                WireError.NOT_RESPONDING,
                "the other side " + how + " for " + timing.dead().toMillis() + " ms");
    }

    /** Whether no hello came for so long that none is to be expected. */
    boolean isLateWithHello(long nowNanos) {
        return nowNanos - startNanos >= timing.hello().toNanos();
    }

    /** Returns the number of a ping that is to be sent now, or 0. */
    long ping(long nowNanos) {
        long ping = timing.ping().toNanos();
        if (nowNanos - heardNanos < ping || nowNanos - askedNanos < ping) {
            return 0;
        }
        askedNanos = nowNanos;
        asked++;
        return asked;
    }
}
