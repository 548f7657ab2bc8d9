package dev.vellamo.kernel.state;

import dev.vellamo.protocol.crank.Delivery;
import dev.vellamo.protocol.crank.Settlement;
import java.util.ArrayList;
import java.util.List;

/**
 * Settled promises that a vat is told of by one delivery.
 *
 * <p>Besides the ones it begins with, these are all settled promises that their values lead to: values may refer to each
 * other in a ring, and the slots of a notify are forgotten behind it.
 *
 * <p>Invariant: between deliveries no vat holds a settled promise; so a settled promise with a holder is in the batch.
 */
final class NotifyBatch {

    private final VatRecord vat;
    private final List<KernelPromise> promises = new ArrayList<>(1);

    NotifyBatch(VatRecord vat) {
        this.vat = vat;
    }

    /** Adds a promise that the vat holds. */
    void add(KernelPromise settled) {
        var holder = settled.holderIn(vat);
        if (holder != null && holder.joinsBatch()) {
            promises.add(settled);
        }
    }

    /** Adds the settled promises of a value that the vat got. */
    void addSettledOf(KernelData data) {
        var refs = data.refs();
        for (int i = 0; i < refs.size(); i++) {
            if (refs.get(i) instanceof KernelPromise promise && promise.settlement() != null) {
                add(promise);
            }
        }
    }

    boolean isEmpty() {
        return promises.isEmpty();
    }

    /** Tells the vat. Returns the number of the delivery. */
    long deliver() {
        var number = vat.deliver(delivery());
        letGo(number);
        return number;
    }

    /** The delivery; whatever it refers to has a slot in the vat then. */
    private Delivery.Notify delivery() {
        for (int i = 0; i < promises.size(); i++) {
            if (promises.get(i).settlement() instanceof KernelSettlement.Fulfilled fulfilled) {
                enterSettledOf(fulfilled.value());
            }
        }
        var settled = new ArrayList<Delivery.Settled>(promises.size());
        for (int i = 0; i < promises.size(); i++) {
            settled.add(settled(promises.get(i)));
        }
        return new Delivery.Notify(settled);
    }

    private void enterSettledOf(KernelData data) {
        var refs = data.refs();
        for (int i = 0; i < refs.size(); i++) {
            if (refs.get(i) instanceof KernelPromise promise
                    && promise.settlement() != null
                    && promise.holderIn(vat) == null) {
                vat.promises().enter(promise);
                promises.add(promise);
            }
        }
    }

    private Delivery.Settled settled(KernelPromise promise) {
        return new Delivery.Settled(
                Translation.promiseSlot(promise, vat),
                promise.settlement() instanceof KernelSettlement.Fulfilled fulfilled
                        ? new Settlement.Fulfilled(Translation.toVat(fulfilled.value(), vat))
                        : new Settlement.Rejected(((KernelSettlement.Rejected) outcome(promise)).reason()));
    }

    private static KernelSettlement outcome(KernelPromise promise) {
        var settlement = promise.settlement();
        if (settlement == null) {
            throw new IllegalStateException("a vat is told of a promise that has not settled");
        }
        return settlement;
    }

    /** The vat does not wait for them any more; it may name their slots until it has run the delivery. */
    private void letGo(long delivery) {
        for (int i = 0; i < promises.size(); i++) {
            vat.deliveries().retireAfter(delivery, Translation.promiseSlot(promises.get(i), vat));
            promises.get(i).letGo(vat, vat.ledger());
        }
    }
}
