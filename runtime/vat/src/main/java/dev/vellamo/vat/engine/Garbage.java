package dev.vellamo.vat.engine;

import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.crank.Delivery;
import dev.vellamo.protocol.crank.Effect;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What nobody reaches any more, and when that is noticed.
 *
 * <p>What the JVM finds to be garbage depends on when it looks. So it is looked at only in the two deliveries made for it,
 * and all others do the same whenever they are repeated.
 */
final class Garbage {

    private final VatBoundary boundary;
    private final ReferenceQueue<Object> dead;

    /** Slots that something let go of, to be looked at: imports, and durable objects. */
    private final Set<Slot> imports = new LinkedHashSet<>(4);

    private final ArrayDeque<Slot> objects = new ArrayDeque<>(4);

    Garbage(VatBoundary boundary, ReferenceQueue<Object> dead) {
        this.boundary = boundary;
        this.dead = dead;
    }

    /** A heap begins: others reach these durable objects, besides the root, and no more. */
    void start(Set<Slot> reachable) {
        for (var slot : boundary.objects().slots()) {
            if (!reachable.contains(slot)) {
                let(slot, Reach.UNKNOWN, 0);
            }
        }
    }

    /** What others have let go of. */
    void collect(Delivery.CollectGarbage delivery) {
        delivery.dropExports().forEach(slot -> let(slot, Reach.DROPPED, delivery.asOf()));
        delivery.retireExports().forEach(slot -> let(slot, Reach.UNKNOWN, delivery.asOf()));
        delivery.retireImports().forEach(boundary.imports()::retire);
        retire(sweepExports());
    }

    private void let(Slot slot, Reach reach, long asOf) {
        var export = boundary.exports().export(slot);
        if (export == null && boundary.objects().exists(slot)) {
            export = boundary.exports().ofDurable(slot);
        }
        if (export == null || !export.let(reach, asOf)) {
            return;
        }
        if (export.isDurable()) {
            objects.add(slot);
        } else if (reach == Reach.UNKNOWN) {
            boundary.exports().forget(export);
        }
    }

    /** What this vat has let go of. */
    void bringOut() {
        var gone = sweepExports();
        var dropped = sweepImports();
        if (!dropped.isEmpty()) {
            boundary.crank().add(new Effect.DropImports(dropped));
            boundary.crank().add(new Effect.RetireImports(dropped));
        }
        retire(gone);
    }

    private void retire(List<Slot> exports) {
        if (!exports.isEmpty()) {
            boundary.crank().add(new Effect.RetireExports(sorted(exports)));
        }
    }

    /** Deletes the durable objects that nobody reaches. Gives the exports that are gone and that the kernel still knows. */
    private List<Slot> sweepExports() {
        var gone = new ArrayList<Slot>();
        bury(gone);
        takeUnnamed();
        for (var slot = objects.poll(); slot != null; slot = objects.poll()) {
            sweepObject(slot, gone);
            takeUnnamed();
        }
        return gone;
    }

    /** Takes what the JVM found dead. */
    private void bury(List<Slot> gone) {
        for (var next = dead.poll(); next != null; next = dead.poll()) {
            if (next instanceof Imports.Life life) {
                imports.add(life.slot());
            } else if (next instanceof Export.Life life) {
                bury(life, gone);
            }
        }
    }

    private void bury(Export.Life life, List<Slot> gone) {
        var export = life.export();
        boundary.exports().buried(life);
        if (!life.equals(export.life())) {
            return;
        }
        if (export.isDurable()) {
            objects.add(export.slot());
        } else if (boundary.exports().has(export)) {
            boundary.exports().forget(export);
            if (export.reach() == Reach.DROPPED) {
                gone.add(export.slot());
            }
        }
    }

    /** An object may have been the last to name others: those are looked at as well. */
    private void takeUnnamed() {
        for (var slot : boundary.values().takeUnnamed()) {
            if (slot.isAllocatedByVat()) {
                objects.add(slot);
            } else {
                imports.add(slot);
            }
        }
    }

    private void sweepObject(Slot slot, List<Slot> gone) {
        var export = boundary.exports().export(slot);
        if (export == null
                || export.reach() == Reach.REACHED
                || export.object() != null
                || boundary.values().names(slot)) {
            return;
        }
        boundary.exports().forget(export);
        boundary.objects().delete(slot);
        if (export.reach() == Reach.DROPPED) {
            gone.add(slot);
        }
    }

    private List<Slot> sweepImports() {
        var dropped = new ArrayList<Slot>();
        for (var slot : imports) {
            var isNamed = boundary.imports().isAlive(slot) || boundary.values().names(slot);
            if (!isNamed && boundary.imports().forget(slot)) {
                dropped.add(slot);
            }
        }
        imports.clear();
        return sorted(dropped);
    }

    private static List<Slot> sorted(Collection<Slot> slots) {
        return slots.stream()
                .sorted(Comparator.comparing(Slot::origin).thenComparingLong(Slot::index))
                .toList();
    }
}
