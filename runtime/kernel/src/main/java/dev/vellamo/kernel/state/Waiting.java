package dev.vellamo.kernel.state;

import dev.vellamo.kernel.store.StoredRow;
import org.jspecify.annotations.Nullable;

/**
 * A message that waits: in the queue of a vat until the crank that it begins is applied, or parked on a promise.
 *
 * <p>It holds its target and what its arguments refer to.
 */
final class Waiting extends Tracked {

    private final long place;
    private final KernelMessage message;
    private final @Nullable KernelObject target;
    private KernelRef queue;
    private final boolean isWatch;
    private int attempts;

    /** The delivery that brings it to its vat; 0 while there is none. */
    private long delivery;

    private Waiting(
            long place, KernelMessage message, @Nullable KernelObject target, KernelRef queue, boolean isWatch) {
        this.place = place;
        this.message = message;
        this.target = target;
        this.queue = queue;
        this.isWatch = isWatch;
    }

    /** In the queue of the target's vat. */
    static Waiting inVat(long place, KernelMessage message, KernelObject target) {
        return new Waiting(place, message, target, target, false);
    }

    /** On a promise, to go on to what it resolves to. */
    static Waiting parked(long place, KernelMessage message, KernelPromise promise) {
        return new Waiting(place, message, null, promise, false);
    }

    /** On a promise, to bring its outcome to a target. */
    static Waiting watching(long place, KernelMessage message, KernelObject target, KernelPromise promise) {
        return new Waiting(place, message, target, promise, true);
    }

    long place() {
        return place;
    }

    KernelMessage message() {
        return message;
    }

    /** Who is to get it; {@code null} if that is whatever the promise resolves to. */
    @Nullable
    KernelObject target() {
        return target;
    }

    boolean isWatch() {
        return isWatch;
    }

    long delivery() {
        return delivery;
    }

    void deliveredBy(long number) {
        delivery = number;
    }

    int attempts() {
        return attempts;
    }

    void attempts(int count) {
        attempts = count;
    }

    /** It begins to wait. */
    void begin(Ledger ledger) {
        ledger.hold(queue, true);
        if (target != null && queue != target) {
            ledger.hold(target, true);
        }
        ledger.hold(message.arguments().refs(), true);
        ledger.journal().changed(this);
    }

    /** The promise it waits on follows another: it waits on that one. */
    void moveTo(KernelPromise promise, Ledger ledger) {
        ledger.hold(promise, true);
        ledger.release(queue, true);
        queue = promise;
        ledger.journal().changed(this);
        promise.park(this);
    }

    /** It does not wait any more. */
    void end(Ledger ledger) {
        ledger.journal().removed(this);
        ledger.release(message.arguments().refs(), true);
        if (target != null && queue != target) {
            ledger.release(target, true);
        }
        ledger.release(queue, true);
    }

    @Override
    StoredRow row(Numbers numbers) {
        var result = message.result();
        return new StoredRow.Message(
                place,
                isWatch,
                queue instanceof KernelObject object ? object.vatId() : Ledger.text(queue, numbers),
                target == null ? Ledger.text(queue, numbers) : target.text(),
                message.method(),
                Ledger.stored(message.arguments(), numbers),
                result == null ? 0 : result.number(numbers),
                attempts);
    }

    @Override
    StoredRow.Key key() {
        return StoredRow.Message.key(place);
    }
}
