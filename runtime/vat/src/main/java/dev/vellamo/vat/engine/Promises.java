package dev.vellamo.vat.engine;

import dev.vellamo.protocol.capdata.CapData;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Passable;
import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.crank.Delivery;
import dev.vellamo.protocol.crank.Effect;
import dev.vellamo.protocol.crank.Settlement;
import dev.vellamo.vat.Promise;
import dev.vellamo.vat.VatException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The promises that a vat and the kernel both know.
 *
 * <p>Either the kernel says how one ends (a {@link KernelPromise}), or this vat does. A slot that the vat settles stays
 * valid until its crank ends; one that the kernel settles is forgotten at once. In a write set the settling of a
 * promise may stand before or after the send that introduces it.
 */
final class Promises {

    private static final Object[] NO_REFERENCES = {};

    private final VatBoundary boundary;
    private long nextIndex;
    private @Nullable Map<Slot, VatPromise<?>> known;

    /** Settled in this crank: their slots end with it. */
    private @Nullable ArrayList<VatPromise<?>> retiring;

    /** Introduced although settled already, still to be told. */
    private @Nullable ArrayDeque<VatPromise<?>> untold;

    Promises(VatBoundary boundary) {
        this.boundary = boundary;
    }

    KernelPromise newResult() {
        var slot = Slot.vatPromise(nextIndex++);
        var promise = new KernelPromise(boundary, slot);
        known().put(slot, promise);
        return promise;
    }

    /** The promise of a slot; one that is not known is new, and the kernel will say how it ends. */
    Promise<?> imported(Slot slot) {
        var promise = known().get(slot);
        if (promise == null) {
            promise = new KernelPromise(boundary, slot);
            known().put(slot, promise);
        }
        return promise;
    }

    Slot slotOf(VatPromise<?> promise) {
        var standing = promise.tail();
        var slot = standing.slot();
        if (slot != null) {
            return slot;
        }
        var made = Slot.vatPromise(nextIndex++);
        if (standing.isDone()) {
            standing.name(made);
            tell(standing);
        } else {
            own(made, standing);
        }
        return made;
    }

    /** Makes a slot that this vat decides stand for a promise of its own, however that ends. */
    private void own(Slot slot, VatPromise<?> promise) {
        promise.name(slot);
        known().put(slot, promise);
        CompletionStage<?> stage = promise;
        stage.whenComplete((value, failure) -> settleOwn(promise, slot, settlementOf(value, failure)));
    }

    /** Not recursive, however long a chain of settled promises is, or if it is a ring. */
    private void tell(VatPromise<?> settled) {
        if (untold != null) {
            untold.add(settled);
            return;
        }
        var queue = new ArrayDeque<VatPromise<?>>();
        untold = queue;
        try {
            for (VatPromise<?> next = settled; next != null; next = queue.poll()) {
                var slot = next.slot();
                if (slot != null) {
                    retire(next);
                    var failure = next.failure();
                    var settlement = settlementOf(failure == null ? next.getNow(null) : null, failure);
                    boundary.crank().add(new Effect.Settle(slot, settlement));
                }
            }
        } finally {
            untold = null;
        }
    }

    private void settleOwn(VatPromise<?> promise, Slot slot, Settlement settlement) {
        if (known().remove(slot, promise)) {
            retire(promise);
            boundary.crank().add(new Effect.Settle(slot, settlement));
        }
    }

    private void retire(VatPromise<?> promise) {
        if (retiring == null) {
            retiring = new ArrayList<>(4);
        }
        retiring.add(promise);
    }

    /** Tells the kernel at once that a promise of this vat ends like one the kernel knows. */
    void forward(VatPromise<?> own, VatPromise<?> other) {
        var slot = own.slot();
        var target = other.tail();
        var targetSlot = target.slot();
        if (slot != null && targetSlot != null && !target.isDone() && !slot.equals(targetSlot)) {
            settleOwn(own, slot, following(targetSlot));
        }
    }

    /** What a method returned, or what its result promise ends with, settles the result of its message. */
    void decide(Slot result, @Nullable Object value) {
        if (!(value instanceof CompletionStage<?> stage)) {
            settleResult(result, settlementOf(value, null));
            return;
        }
        var promise = boundary.adopt(stage);
        var standing = promise.tail();
        var slot = standing.slot();
        if (standing.isDone() || (slot == null && known().containsKey(result))) {
            settleWhenDone(result, standing);
        } else if (slot == null) {
            own(result, standing);
        } else if (slot.equals(result)) {
            settleResult(result, settlementOf(null, cycle()));
        } else {
            settleResult(result, following(slot));
        }
    }

    private void settleWhenDone(Slot result, VatPromise<?> promise) {
        if (!promise.isDone()) {
            known().putIfAbsent(result, promise);
        }
        CompletionStage<?> stage = promise;
        stage.whenComplete((value, failure) -> settleResult(result, settlementOf(value, failure)));
    }

    void reject(Slot result, Throwable failure) {
        settleResult(result, settlementOf(null, failure));
    }

    /** A result may have been received as a promise, by this vat itself. */
    private void settleResult(Slot result, Settlement settlement) {
        boundary.crank().add(new Effect.Settle(result, settlement));
        if (known != null && known.remove(result) instanceof KernelPromise received && result.equals(received.slot())) {
            received.name(null);
            received.settle(settlement, referencesOf(settlement));
        }
    }

    private Settlement settlementOf(@Nullable Object value, @Nullable Throwable failure) {
        if (failure != null) {
            boundary.crank().abortIfFatal(failure);
            return new Settlement.Rejected(Faults.of(failure));
        }
        if (value instanceof Throwable returned) {
            // An exception has no form as a value: to return one and to throw it is the same to a caller.
            return new Settlement.Rejected(Faults.of(returned));
        }
        try {
            return new Settlement.Fulfilled(boundary.codec().encode(value, boundary));
        } catch (RuntimeException | Error e) {
            // Whatever an author's accessor throws: somebody waits for this.
            boundary.crank().abortIfFatal(e);
            return new Settlement.Rejected(Faults.of(e));
        }
    }

    private static Settlement following(Slot slot) {
        return new Settlement.Fulfilled(new CapData(new Passable.Reference(0), List.of(slot)));
    }

    static VatException cycle() {
        return new VatException(ErrorCode.PROMISE_CYCLE, "a promise was resolved, through others, to itself");
    }

    /** What the kernel says. All values are looked at before any promise ends, since they may refer to each other. */
    void notified(List<Delivery.Settled> settled) {
        var count = settled.size();
        var references = new Object[count][];
        for (var i = 0; i < count; i++) {
            references[i] = referencesOf(settled.get(i).settlement());
        }
        @Nullable VatPromise<?>[] promises = new VatPromise<?>[count];
        for (var i = 0; i < count; i++) {
            promises[i] = known().remove(settled.get(i).promise());
            if (promises[i] != null) {
                promises[i].name(null);
            }
        }
        for (var i = 0; i < count; i++) {
            if (promises[i] instanceof KernelPromise promise) {
                promise.settle(settled.get(i).settlement(), references[i]);
            }
        }
    }

    private Object[] referencesOf(Settlement settlement) {
        return settlement instanceof Settlement.Fulfilled fulfilled
                ? ValueCodec.references(fulfilled.value(), boundary)
                : NO_REFERENCES;
    }

    /** An author ended a promise that the kernel decides. */
    void forget(VatPromise<?> promise) {
        var slot = promise.slot();
        if (slot != null) {
            promise.name(null);
            known().remove(slot);
        }
    }

    void endCrank() {
        if (retiring != null && !retiring.isEmpty()) {
            for (var promise : retiring) {
                promise.name(null);
            }
            retiring.clear();
        }
    }

    private Map<Slot, VatPromise<?>> known() {
        if (known == null) {
            known = new HashMap<>(8);
        }
        return known;
    }
}
