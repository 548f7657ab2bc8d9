package dev.vellamo.kernel.state;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The vats whose heaps may hold less than the kernel thinks: those that ran something since they were last asked.
 *
 * <p>A heap notices what it let go of when the JVM collects garbage, so a vat is asked after the first collection behind
 * its last delivery. A vat that rests costs nothing.
 */
final class HeapsToAsk {

    private final List<VatRecord> ran = new ArrayList<>();
    private final ArrayDeque<VatRecord> due = new ArrayDeque<>();

    /** The crank of this delivery was applied. */
    void ran(VatRecord vat, long delivery) {
        if (vat.becomesToBeAsked(delivery)) {
            ran.add(vat);
        }
    }

    /** The JVM has collected garbage. */
    void collected() {
        due.addAll(ran);
        ran.clear();
    }

    /** At most {@code max} vats to ask now. */
    List<VatRecord> take(int max) {
        if (due.isEmpty()) {
            return List.of();
        }
        var taken = new ArrayList<VatRecord>();
        while (taken.size() < max && !due.isEmpty()) {
            var vat = due.remove();
            vat.noLongerToBeAsked();
            if (vat.isUp()) {
                taken.add(vat);
            }
        }
        return taken;
    }
}
