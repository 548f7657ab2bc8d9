package dev.vellamo.kernel.state;

import dev.vellamo.protocol.capdata.Slot;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A promise inside the kernel.
 *
 * <pre>
 *   pending --settled by its decider--> settled
 *      |                                   ^
 *      +--resolved to another promise--> following --the other settles--+
 * </pre>
 *
 * <p>Invariant: messages are parked on a pending promise only; one that follows passes them on to the promise at the end
 * of the chain. Once settled it never changes, and nothing in the kernel keeps it unless a value refers to it.
 */
public final class KernelPromise implements KernelRef {

    /** A vat that knows this promise, under this slot, and waits to hear how it ends. */
    static final class Holder {
        private final VatRecord vat;
        private final Slot slot;
        private long lastNamed;
        private boolean inBatch;

        Holder(VatRecord vat, Slot slot) {
            this.vat = vat;
            this.slot = slot;
        }

        VatRecord vat() {
            return vat;
        }

        Slot slot() {
            return slot;
        }

        /** Whether this is the first time that it is put into a batch. */
        boolean joinsBatch() {
            var joins = !inBatch;
            inBatch = true;
            return joins;
        }

        /** The slot is in a delivery to the vat. */
        void namedIn(long delivery) {
            lastNamed = delivery;
        }

        /** Whether the vat is still to get a delivery that names the slot, once it ran this one. */
        boolean isNamedAfter(long delivery) {
            return lastNamed > delivery;
        }
    }

    /** The vat that may settle it; {@code null} while its message waits, or if the host decides. */
    private @Nullable VatRecord decider;

    private List<Holder> holders = List.of();
    private @Nullable List<PromiseWatcher> watchers;
    private @Nullable ArrayDeque<KernelMessage> parked;
    private @Nullable List<KernelPromise> followers;
    private @Nullable KernelPromise follows;

    /** The promise on which the message is parked whose result this is. */
    private @Nullable KernelPromise waitsOn;

    private @Nullable KernelSettlement settlement;

    public KernelPromise() {}

    public @Nullable KernelSettlement settlement() {
        return settlement;
    }

    @Nullable
    VatRecord decider() {
        return decider;
    }

    void decideBy(@Nullable VatRecord vat) {
        decider = vat;
        waitsOn = null;
    }

    boolean isPending() {
        return settlement == null && follows == null;
    }

    /** The promise at the end of the chain this one follows, itself if it follows none. Shortens the chain. */
    KernelPromise last() {
        var last = this;
        for (var next = last.follows; next != null; next = last.follows) {
            last = next;
        }
        for (var at = this; at != last; ) {
            var next = at.follows;
            at.follows = last;
            at = next == null ? last : next;
        }
        return last;
    }

    /** Makes this pending promise follow another, which is pending itself, and hands over what is parked here. */
    void follow(KernelPromise other) {
        follows = other;
        decider = null;
        if (parked != null) {
            other.parkBehind(parked);
            parked = null;
        }
        if (other.followers == null) {
            other.followers = new ArrayList<>(1);
        }
        other.followers.add(this);
    }

    void settle(KernelSettlement outcome) {
        settlement = outcome;
        follows = null;
        decider = null;
        waitsOn = null;
    }

    void park(KernelMessage message) {
        if (parked == null) {
            parked = new ArrayDeque<>(2);
        }
        parked.add(message);
        if (message.result() != null) {
            message.result().waitsOn = this;
        }
    }

    /** Whether this pending promise is {@code other}, or can only settle once {@code other} has settled. */
    boolean dependsOn(KernelPromise other) {
        for (KernelPromise at = this; at != null; at = at.waitsOn == null ? null : at.waitsOn.last()) {
            if (at == other) {
                return true;
            }
        }
        return false;
    }

    /** Parks messages that waited elsewhere. The fewer move, so that a long chain of promises stays cheap. */
    private void parkBehind(ArrayDeque<KernelMessage> others) {
        var mine = parked;
        if (mine == null) {
            parked = others;
        } else if (mine.size() >= others.size()) {
            mine.addAll(others);
        } else {
            for (Iterator<KernelMessage> last = mine.descendingIterator(); last.hasNext(); ) {
                others.addFirst(last.next());
            }
            parked = others;
        }
    }

    void watch(PromiseWatcher watcher) {
        if (watchers == null) {
            watchers = new ArrayList<>(1);
        }
        watchers.add(watcher);
    }

    @Nullable
    Holder holderIn(VatRecord vat) {
        for (int i = 0; i < holders.size(); i++) {
            if (holders.get(i).vat() == vat) {
                return holders.get(i);
            }
        }
        return null;
    }

    Holder hold(VatRecord vat, Slot slot) {
        var holder = new Holder(vat, slot);
        hold(holder);
        return holder;
    }

    void hold(Holder holder) {
        if (holders.isEmpty()) {
            holders = new ArrayList<>(1);
        }
        holders.add(holder);
    }

    /** The vat does not wait for this promise any more. */
    void letGo(VatRecord vat) {
        for (int i = 0; i < holders.size(); i++) {
            if (holders.get(i).vat() == vat) {
                holders.remove(i);
                return;
            }
        }
    }

    List<Holder> takeHolders() {
        var taken = holders;
        holders = List.of();
        return taken;
    }

    List<PromiseWatcher> takeWatchers() {
        var taken = watchers;
        watchers = null;
        return taken == null ? List.of() : taken;
    }

    List<KernelMessage> takeParked() {
        var taken = parked;
        parked = null;
        return taken == null ? List.of() : List.copyOf(taken);
    }

    List<KernelPromise> takeFollowers() {
        var taken = followers;
        followers = null;
        return taken == null ? List.of() : taken;
    }
}
