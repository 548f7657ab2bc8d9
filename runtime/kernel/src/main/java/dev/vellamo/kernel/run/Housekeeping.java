package dev.vellamo.kernel.run;

import dev.vellamo.kernel.state.Entry;
import java.lang.ref.WeakReference;
import java.time.Duration;

/**
 * What a kernel does now and then: tells the state which references host code has dropped, asks heaps what they hold no
 * more, and has garbage collected.
 */
public final class Housekeeping implements AutoCloseable {

    /**
     * How often in a row a busy kernel puts it off: what is dropped under constant load stays for as many intervals at most,
     * and the work itself is small beside ten intervals of load.
     */
    static final int MAX_SKIPPED = 10;

    private final Sequencer sequencer;
    private final Runnable giveBackLeases;
    private final Runnable stop;

    /** Gone once the JVM has collected garbage. */
    private WeakReference<Object> canary = new WeakReference<>(new Object());

    /** How often in a row it was put off. */
    private int skipped;

    /**
     * Begins.
     *
     * @param giveBackLeases submits what host code has dropped
     */
    public Housekeeping(
            Sequencer sequencer, Runnable giveBackLeases, VatTimers.Scheduler scheduler, Duration interval) {
        this.sequencer = sequencer;
        this.giveBackLeases = giveBackLeases;
        this.stop = scheduler.schedule(interval, interval, this::tidy);
    }

    /** Never runs twice at the same time, as its period begins when it has ended. */
    private void tidy() {
        if (sequencer.queued() > 0 && skipped < MAX_SKIPPED) {
            // The kernel has more to do than it can; what is dropped stays so until the next time.
            skipped++;
            return;
        }
        skipped = 0;
        giveBackLeases.run();
        var wereCollected = canary.refersTo(null);
        if (wereCollected) {
            canary = new WeakReference<>(new Object());
        }
        sequencer.submit(new Entry.Tidy(wereCollected));
    }

    @Override
    public void close() {
        stop.run();
    }
}
