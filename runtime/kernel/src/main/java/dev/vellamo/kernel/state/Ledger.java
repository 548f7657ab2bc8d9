package dev.vellamo.kernel.state;

import dev.vellamo.kernel.store.StoredValue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Who holds what: counts every reference from one part of the state to another, and tells the journal what is worth
 * keeping and the garbage what nobody reaches any more.
 *
 * <p>A hold is <em>durable</em> if it outlives every heap: that of a message, of a durable timer, of a stored outcome, or of
 * a promise that is durably held itself. Those of heaps and of host code are not. A promise has a row on disk exactly while
 * it is durably held. What a settled promise refers to is held by it as it is held itself, and not at all while nothing
 * holds it.
 */
final class Ledger {

    private record Step(KernelRef ref, boolean isHold, boolean durable) {}

    private final Journal journal;
    private final Garbage garbage;
    private final Numbers numbers = new Numbers();

    /** Promises may refer to each other in long chains, so this is no recursion. */
    private final ArrayDeque<Step> steps = new ArrayDeque<>();

    private boolean working;

    Ledger(Journal journal) {
        this.journal = journal;
        this.garbage = new Garbage();
    }

    Journal journal() {
        return journal;
    }

    Garbage garbage() {
        return garbage;
    }

    Numbers numbers() {
        return numbers;
    }

    // Holds

    void hold(List<KernelRef> refs, boolean durable) {
        for (int i = 0; i < refs.size(); i++) {
            hold(refs.get(i), durable);
        }
    }

    void release(List<KernelRef> refs, boolean durable) {
        for (int i = 0; i < refs.size(); i++) {
            release(refs.get(i), durable);
        }
    }

    void hold(KernelRef ref, boolean durable) {
        if (ref instanceof KernelObject object) {
            object.reach();
        } else {
            hold((KernelPromise) ref, durable);
        }
    }

    void release(KernelRef ref, boolean durable) {
        if (ref instanceof KernelObject object) {
            object.unreach();
            unreached(object);
        } else {
            release((KernelPromise) ref, durable);
        }
    }

    /** To be said whenever an object is new, or lost one of those who reach it. */
    void unreached(KernelObject object) {
        if (!object.isReached()) {
            garbage.unreached(object);
        }
    }

    private void hold(KernelPromise promise, boolean durable) {
        var wasHeld = promise.isHeld();
        var becomesDurable = durable && !promise.isDurablyHeld();
        promise.count(1, durable);
        if (becomesDurable) {
            journal.changed(promise);
        }
        if (!wasHeld) {
            holdTargets(promise, durable);
        } else if (becomesDurable) {
            holdTargets(promise, true);
            releaseTargets(promise, false);
        }
    }

    private void release(KernelPromise promise, boolean durable) {
        promise.count(-1, durable);
        var losesDurable = durable && !promise.isDurablyHeld();
        if (losesDurable) {
            journal.removed(promise);
        }
        if (!promise.isHeld()) {
            releaseTargets(promise, durable);
        } else if (losesDurable) {
            holdTargets(promise, false);
            releaseTargets(promise, true);
        }
        if (promise.isHeld() && promise.settlement() != null) {
            garbage.suspect(promise);
        }
    }

    // What promises refer to

    /**
     * What a promise follows, or how it settled, has changed.
     *
     * @param before what it referred to until now
     */
    void retargeted(KernelPromise promise, List<KernelRef> before) {
        if (promise.isHeld()) {
            var durable = promise.isDurablyHeld();
            plan(promise.targets(), true, durable);
            plan(before, false, durable);
            work();
        }
        touched(promise);
    }

    /** Something else of it that is on disk is not what it was. */
    void touched(KernelPromise promise) {
        if (promise.isDurablyHeld()) {
            journal.changed(promise);
        }
    }

    private void holdTargets(KernelPromise promise, boolean durable) {
        plan(promise.targets(), true, durable);
        work();
    }

    private void releaseTargets(KernelPromise promise, boolean durable) {
        plan(promise.targets(), false, durable);
        work();
    }

    private void plan(List<KernelRef> refs, boolean isHold, boolean durable) {
        for (int i = 0; i < refs.size(); i++) {
            steps.add(new Step(refs.get(i), isHold, durable));
        }
    }

    private void work() {
        if (working || steps.isEmpty()) {
            return;
        }
        working = true;
        for (var step = steps.poll(); step != null; step = steps.poll()) {
            if (step.isHold()) {
                hold(step.ref(), step.durable());
            } else {
                release(step.ref(), step.durable());
            }
        }
        working = false;
    }

    /** Takes apart the rings of settled promises that only hold themselves. */
    void collectRings() {
        for (var promise : garbage.takeRings()) {
            var before = promise.targets();
            promise.settle(new KernelSettlement.Fulfilled(KernelData.NULL));
            retargeted(promise, before);
        }
    }

    // Host code

    /** What host code gets to know it may use for as long as it keeps the lease. */
    HostLease lease(List<KernelRef> refs) {
        if (refs.isEmpty()) {
            return HostLease.NONE;
        }
        hold(refs, false);
        return new HostLease(refs);
    }

    // Rows

    StoredValue stored(KernelData data) {
        return stored(data, numbers);
    }

    static StoredValue stored(KernelData data, Numbers numbers) {
        return new StoredValue(data.body(), texts(data.refs(), numbers));
    }

    private static List<String> texts(List<KernelRef> refs, Numbers numbers) {
        if (refs.isEmpty()) {
            return List.of();
        }
        var texts = new ArrayList<String>(refs.size());
        for (int i = 0; i < refs.size(); i++) {
            texts.add(text(refs.get(i), numbers));
        }
        return texts;
    }

    static String text(KernelRef ref, Numbers numbers) {
        return ref instanceof KernelObject object ? object.text() : "kp" + ((KernelPromise) ref).number(numbers);
    }
}
