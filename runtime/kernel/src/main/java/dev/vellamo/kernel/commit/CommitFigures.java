package dev.vellamo.kernel.commit;

import dev.vellamo.kernel.KernelStatus.StoreStatus;
import dev.vellamo.kernel.store.Batch;
import dev.vellamo.kernel.store.Store;
import dev.vellamo.kernel.store.StoreException;
import dev.vellamo.kernel.store.StoreSize;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** What a committer does, in figures. Written by one thread at a time, read by any; a little late, and never waiting. */
final class CommitFigures {

    private final AtomicLong applied = new AtomicLong();
    private final AtomicLong rows = new AtomicLong();
    private final AtomicLong leaving = new AtomicLong();
    private volatile long cutAt;
    private volatile long onDisk;
    private volatile long commits;
    private volatile int lastRows;
    private volatile long lastNanos;

    /** In the total order, often: so these are not the dear kind of writes. */
    void applied(long position, int unwrittenRows, int waitingToLeave) {
        applied.lazySet(position);
        rows.lazySet(unwrittenRows);
        leaving.lazySet(waitingToLeave);
    }

    void cut(long position) {
        cutAt = position;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // written by the committer's thread only
    void written(Batch batch, long nanos) {
        commits++;
        lastRows = batch.puts().size() + batch.removals().size();
        lastNanos = nanos;
    }

    void onDisk() {
        onDisk = cutAt;
    }

    StoreStatus status(Store store) {
        var position = applied.get();
        var differs = (int) rows.get();
        var waits = (int) leaving.get();
        var isAllOnDisk = differs == 0 && waits == 0 && cutAt == onDisk;
        return new StoreStatus(
                store.label(),
                position,
                isAllOnDisk ? position : Math.min(onDisk, position),
                differs,
                waits,
                commits,
                lastRows,
                Duration.ofNanos(lastNanos),
                size(store));
    }

    private static Optional<StoreSize> size(Store store) {
        try {
            return Optional.of(store.size());
        } catch (StoreException e) {
            // The rest of the status is worth having without it, and the next write says what is wrong with the disk.
            return Optional.empty();
        }
    }
}
