package dev.vellamo.kernel.state;

import dev.vellamo.protocol.capdata.Slot;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
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

    /** A vat that knows this promise, under this slot. */
    record Holder(VatRecord vat, Slot slot) {}

    /** The vat that may settle it; {@code null} while its message waits, or if the host decides. */
    private @Nullable VatRecord decider;

    private List<Holder> holders = List.of();
    private @Nullable List<PromiseWatcher> watchers;
    private @Nullable Queue<KernelMessage> parked;
    private @Nullable List<KernelPromise> followers;
    private @Nullable KernelPromise follows;
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
            parked.forEach(other::park);
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
    }

    void park(KernelMessage message) {
        if (parked == null) {
            parked = new ArrayDeque<>(2);
        }
        parked.add(message);
    }

    void watch(PromiseWatcher watcher) {
        if (watchers == null) {
            watchers = new ArrayList<>(1);
        }
        watchers.add(watcher);
    }

    @Nullable
    Slot slotIn(VatRecord vat) {
        for (int i = 0; i < holders.size(); i++) {
            if (holders.get(i).vat() == vat) {
                return holders.get(i).slot();
            }
        }
        return null;
    }

    void hold(VatRecord vat, Slot slot) {
        if (holders.isEmpty()) {
            holders = new ArrayList<>(2);
        }
        holders.add(new Holder(vat, slot));
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
