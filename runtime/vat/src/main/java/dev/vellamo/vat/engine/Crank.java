package dev.vellamo.vat.engine;

import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.crank.CrankResult;
import dev.vellamo.protocol.crank.Effect;
import dev.vellamo.protocol.crank.WriteSet;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What happens in one vat between the start of a delivery and its end; used again for each.
 *
 * <p>As an executor it runs jobs later in the same crank; those of other threads in the crank of a wake.
 *
 * <p>Invariant: once aborted, it stays aborted, and nothing of it leaves.
 */
final class Crank implements Executor {

    /** Of the list of effects, so that one busy crank does not keep memory for good. */
    private static final int MAX_KEPT_EFFECTS = 64;

    private static final CrankResult COMPLETED_EMPTY = new CrankResult.Completed(WriteSet.EMPTY);

    private final String owner;
    private final ForeignJobs foreignJobs;
    private @Nullable Thread thread;
    private @Nullable Effect firstEffect;
    private @Nullable ArrayList<Effect> moreEffects;
    private @Nullable ArrayDeque<Runnable> jobs;
    private @Nullable String exit;
    private @Nullable Fault abortReason;
    private volatile boolean closed;

    Crank(String owner, VatHost host) {
        this.owner = owner;
        this.foreignJobs = new ForeignJobs(host);
    }

    void begin() {
        thread = Thread.currentThread();
        firstEffect = null;
        exit = null;
    }

    /** Runs the jobs until none is left. */
    void drain() {
        if (jobs == null) {
            return;
        }
        for (var job = jobs.poll(); job != null; job = jobs.poll()) {
            job.run();
        }
    }

    /** Takes over the jobs that other threads left. */
    void acceptForeignJobs() {
        for (var job = foreignJobs.poll(); job != null; job = foreignJobs.poll()) {
            execute(job);
            drain();
        }
    }

    CrankResult end() {
        thread = null;
        if (abortReason != null) {
            return new CrankResult.Aborted(abortReason);
        }
        if (firstEffect == null && exit == null) {
            return COMPLETED_EMPTY;
        }
        return new CrankResult.Completed(new WriteSet(takeEffects(), exit));
    }

    private List<Effect> takeEffects() {
        var first = firstEffect;
        firstEffect = null;
        if (first == null) {
            return List.of();
        }
        var more = moreEffects;
        if (more == null || more.isEmpty()) {
            return List.of(first);
        }
        var all = new Effect[more.size() + 1];
        all[0] = first;
        for (var i = 1; i < all.length; i++) {
            all[i] = more.get(i - 1);
        }
        if (all.length > MAX_KEPT_EFFECTS) {
            moreEffects = null;
        } else {
            more.clear();
        }
        return List.of(all);
    }

    boolean isInside() {
        return thread == Thread.currentThread() && !closed;
    }

    /**
     * Refuses what only the vat itself may do.
     *
     * @throws IllegalStateException outside a crank, on another thread, and once the vat is closed
     */
    void requireInside(String what) {
        if (!isInside()) {
            throw new IllegalStateException(what + " works only while " + owner + " runs a crank, on its thread"
                    + (closed ? "; this vat is closed" : "; hand the work to a promise's stages instead"));
        }
    }

    void add(Effect effect) {
        if (firstEffect == null) {
            firstEffect = effect;
            return;
        }
        if (moreEffects == null) {
            moreEffects = new ArrayList<>(4);
        }
        moreEffects.add(effect);
    }

    /** Changes what was done so far. */
    void change(UnaryOperator<Effect> change) {
        if (firstEffect != null) {
            firstEffect = change.apply(firstEffect);
        }
        if (moreEffects != null) {
            moreEffects.replaceAll(change);
        }
    }

    void exit(String reason) {
        exit = reason;
    }

    void abort(Fault reason) {
        if (abortReason == null) {
            abortReason = reason;
        }
    }

    /** Aborts if the JVM is in trouble. */
    void abortIfFatal(Throwable thrown) {
        if (thrown instanceof CrankAbort || Faults.isFatal(thrown)) {
            abort(Faults.of(thrown));
        }
    }

    @Nullable
    Fault abortReason() {
        return abortReason;
    }

    void close() {
        closed = true;
        foreignJobs.close();
        abort(Fault.of(ErrorCode.VAT_TERMINATED, owner + " is closed"));
    }

    @Override
    public void execute(Runnable job) {
        if (!isInside()) {
            foreignJobs.add(job);
            return;
        }
        if (jobs == null) {
            jobs = new ArrayDeque<>(4);
        }
        jobs.add(job);
    }
}
