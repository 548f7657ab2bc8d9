package dev.vellamo.kernel.state;

import dev.vellamo.protocol.crank.Delivery;
import java.util.List;

/** Asks heaps what they hold no more, and tells vats what others have let go of. */
final class GarbageRounds {

    /** Heaps that are asked at a time for what they hold no more: a millisecond or so of the total order. */
    private static final int ASKED_AT_ONCE = 5_000;

    private final Ledger ledger;
    private final HeapsToAsk heapsToAsk = new HeapsToAsk();

    GarbageRounds(Ledger ledger) {
        this.ledger = ledger;
    }

    /** The crank of this delivery was applied. */
    void ran(VatRecord vat, long delivery) {
        heapsToAsk.ran(vat, delivery);
    }

    /** Asks some of the vats that ran something since they were last asked, after the JVM has collected garbage. */
    void askDue(boolean heapsWereCollected) {
        if (heapsWereCollected) {
            heapsToAsk.collected();
        }
        ask(heapsToAsk.take(ASKED_AT_ONCE));
    }

    /** Asks those of these vats that are up. */
    void ask(List<VatRecord> vats) {
        for (var vat : vats) {
            if (vat.isUp()) {
                vat.askedBy(vat.deliver(new Delivery.BringOutYourDead()));
            }
        }
    }

    /** Looks for what nobody reaches, and tells the vats that have it. */
    void collect() {
        ledger.collectRings();
        ledger.garbage().takeDue().forEach(this::collect);
    }

    private void collect(VatRecord vat, Garbage.Due due) {
        var asOf = vat.deliveries().expected() - 1;
        due.dropping().forEach(object -> object.letGo(asOf));
        var number = vat.deliver(
                new Delivery.CollectGarbage(due.dropExports(), due.retireExports(), due.retireImports(), asOf));
        vat.deliveries().afterwards(number, () -> collected(vat, due, asOf));
    }

    /**
     * The vat has done what it was told. An export that it named meanwhile is in use again, as it knows itself. One of its heap
     * that only others got hold of meanwhile is gone: the vat has forgotten the slot. An import that is on its way to it
     * again it gets to know by that.
     */
    private void collected(VatRecord vat, Garbage.Due due, long asOf) {
        for (var entry : due.retiringImports()) {
            if (!entry.isReaching()) {
                vat.imports().retire(entry, ledger);
            }
        }
        for (var object : due.retiring()) {
            if (object.isNamedAfter(asOf)
                    || (object.isToBeKnown() && object.slot().isDurableExport())) {
                ledger.unreached(object);
            } else {
                vat.exports().lose(object);
            }
        }
    }
}
