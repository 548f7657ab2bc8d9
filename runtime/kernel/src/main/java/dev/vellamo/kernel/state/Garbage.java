package dev.vellamo.kernel.state;

import dev.vellamo.protocol.capdata.Slot;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What nobody reaches any more, until it is collected.
 *
 * <p>Objects are only candidates here: they may be reached again before they are looked at. Promises are suspects: settled
 * ones that lost a holder and still have one may be held by nothing but a ring of themselves.
 */
final class Garbage {

    private final List<KernelObject> candidates = new ArrayList<>();
    private final List<Imports.Import> orphans = new ArrayList<>();
    private final Set<KernelPromise> suspects = new LinkedHashSet<>();

    /** Nobody reaches this object at the moment. */
    void unreached(KernelObject object) {
        var vat = object.vat();
        if (vat != null && !object.isRoot() && !object.isDeleted() && object.becomesCandidate()) {
            candidates.add(object);
        }
    }

    /** This object is gone for good: whoever only recognizes it may forget it. */
    void orphaned(KernelObject object) {
        orphans.addAll(object.recognizers());
    }

    /** This settled promise lost a holder. Only one that refers to a promise can be in a ring. */
    void suspect(KernelPromise promise) {
        if (promise.refersToPromises()) {
            suspects.add(promise);
        }
    }

    /** How many objects and promises are to be looked at. */
    int size() {
        return candidates.size() + orphans.size() + suspects.size();
    }

    /** What one vat is to be told. */
    static final class Due {
        private final List<KernelObject> drop = new ArrayList<>();
        private final List<KernelObject> retire = new ArrayList<>();
        private final List<Imports.Import> imports = new ArrayList<>();

        List<Slot> dropExports() {
            return drop.stream().map(KernelObject::slot).toList();
        }

        List<Slot> retireExports() {
            return retire.stream().map(KernelObject::slot).toList();
        }

        List<Slot> retireImports() {
            return imports.stream().map(Imports.Import::slot).toList();
        }

        List<KernelObject> dropping() {
            return drop;
        }

        List<KernelObject> retiring() {
            return retire;
        }

        List<Imports.Import> retiringImports() {
            return imports;
        }
    }

    /** What vats are to be told now, by the vats in the order of their ids. */
    Map<VatRecord, Due> takeDue() {
        var due = new TreeMap<VatRecord, Due>(Comparator.comparing(VatRecord::id));
        for (var object : candidates) {
            object.noCandidate();
            var vat = object.vat();
            if (vat == null
                    || object.isReached()
                    || object.isDeleted()
                    || !vat.isUp()
                    || !vat.exports().has(object)) {
                continue;
            }
            var forVat = due.computeIfAbsent(vat, unknown -> new Due());
            forVat.drop.add(object);
            if (!object.isToBeKnown()) {
                forVat.retire.add(object);
            }
        }
        candidates.clear();
        for (var entry : orphans) {
            if (entry.vat().isUp() && !entry.isReaching()) {
                due.computeIfAbsent(entry.vat(), unknown -> new Due()).imports.add(entry);
            }
        }
        orphans.clear();
        return due;
    }

    /**
     * The settled promises that hold each other and are held by nothing else.
     *
     * <p>What one holds is subtracted from all that it leads to (trial deletion): whoever is left with a holder is in use,
     * and so is what that one leads to.
     */
    Set<KernelPromise> takeRings() {
        if (suspects.isEmpty()) {
            return Set.of();
        }
        var led = ledTo(suspects);
        suspects.clear();
        var inner = new HashMap<KernelPromise, Integer>();
        for (var promise : led) {
            for (var target : promise.targets()) {
                if (target instanceof KernelPromise next) {
                    inner.merge(next, 1, Integer::sum);
                }
            }
        }
        var used = new HashSet<KernelPromise>();
        for (var promise : led) {
            if (promise.holds() > inner.getOrDefault(promise, 0)) {
                used.add(promise);
            }
        }
        led.removeAll(ledTo(used));
        return led;
    }

    private static Set<KernelPromise> ledTo(Set<KernelPromise> from) {
        var led = new LinkedHashSet<KernelPromise>();
        var queue = new ArrayDeque<>(from);
        for (var promise = queue.poll(); promise != null; promise = queue.poll()) {
            if (promise.isHeld() && led.add(promise)) {
                for (var target : promise.targets()) {
                    if (target instanceof KernelPromise next) {
                        queue.add(next);
                    }
                }
            }
        }
        return led;
    }
}
