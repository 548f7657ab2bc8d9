package dev.vellamo.kernel.state;

import dev.vellamo.kernel.store.StoredRow;
import dev.vellamo.protocol.capdata.Slot;
import java.util.ArrayDeque;
import java.util.ArrayList;
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
public final class KernelPromise extends Tracked implements KernelRef {

    /** The vat that may settle it; {@code null} while its message waits, or if the host decides. */
    private @Nullable VatRecord decider;

    private List<PromiseHolder> holders = List.of();
    private @Nullable List<PromiseWatcher> watchers;
    private @Nullable ArrayDeque<Waiting> parked;
    private @Nullable Followers followers;
    private @Nullable KernelPromise follows;

    /** One nearer to the end of the chain than {@code follows}: long chains stay cheap. It is not held. */
    private @Nullable KernelPromise shortcut;

    /** The promise on which the message is parked whose result this is. */
    private @Nullable KernelPromise waitsOn;

    /** Whether it is the result of a message that waits, so that nobody decides it yet. */
    private boolean waits;

    private @Nullable KernelSettlement settlement;

    private long number;
    private int durableHolds;
    private int heapHolds;

    /** The call of a service whose result this is and that has no outcome yet. */
    private @Nullable ServiceCall call;

    public KernelPromise() {}

    // Who holds it

    /** Its number on disk. It is given when first needed. */
    long number(Numbers numbers) {
        if (number == 0) {
            number = numbers.promises().next();
        }
        return number;
    }

    void loaded(long itsNumber) {
        number = itsNumber;
    }

    void count(int change, boolean durable) {
        if (durable) {
            durableHolds += change;
        } else {
            heapHolds += change;
        }
        if (durableHolds < 0 || heapHolds < 0) {
            throw new IllegalStateException("a promise was let go of more often than it was held");
        }
    }

    int holds() {
        return durableHolds + heapHolds;
    }

    boolean isHeld() {
        return durableHolds > 0 || heapHolds > 0;
    }

    boolean isDurablyHeld() {
        return durableHolds > 0;
    }

    /** What it refers to: the promise that it follows, or what is in the value it was fulfilled with. */
    List<KernelRef> targets() {
        if (follows != null) {
            return List.of(follows);
        }
        return settlement instanceof KernelSettlement.Fulfilled fulfilled
                ? fulfilled.value().refs()
                : List.of();
    }

    boolean refersToPromises() {
        var targets = targets();
        for (int i = 0; i < targets.size(); i++) {
            if (targets.get(i) instanceof KernelPromise) {
                return true;
            }
        }
        return false;
    }

    @Nullable
    ServiceCall call() {
        return call;
    }

    void answers(@Nullable ServiceCall serviceCall) {
        call = serviceCall;
    }

    @Override
    StoredRow row(Numbers numbers) {
        var outcome = settlement;
        return new StoredRow.Promise(
                number(numbers),
                decider == null ? "" : decider.id(),
                decider == null && settlement == null && follows == null && !waits,
                follows == null ? 0 : follows.number(numbers),
                outcome instanceof KernelSettlement.Fulfilled fulfilled
                        ? Ledger.stored(fulfilled.value(), numbers)
                        : null,
                outcome instanceof KernelSettlement.Rejected rejected ? rejected.reason() : null);
    }

    @Override
    StoredRow.Key key() {
        return StoredRow.Promise.key(number);
    }

    // Its life

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
        waits = false;
    }

    boolean isPending() {
        return settlement == null && follows == null;
    }

    /** The promise at the end of the chain this one follows, itself if it follows none. */
    KernelPromise last() {
        var last = this;
        for (var next = shortcut; next != null; next = last.shortcut) {
            last = next;
        }
        for (var at = this; at != last; ) {
            var next = at.shortcut;
            at.shortcut = last;
            at = next == null ? last : next;
        }
        return last;
    }

    /** Makes this pending promise follow another, which is pending itself. Returns what was parked here. */
    List<Waiting> follow(KernelPromise other) {
        var moved = takeParked();
        follows = other;
        shortcut = other;
        decider = null;
        waits = false;
        if (other.followers == null) {
            other.followers = new Followers();
        }
        other.followers.add(this);
        return moved;
    }

    /** Whether anybody but those that follow it waits for it to settle. */
    boolean isAwaited() {
        return isHeld() || watchers != null;
    }

    void settle(KernelSettlement outcome) {
        settlement = outcome;
        follows = null;
        shortcut = null;
        decider = null;
        waitsOn = null;
        waits = false;
    }

    int parkedMessages() {
        return parked == null ? 0 : parked.size();
    }

    void park(Waiting waiting) {
        if (parked == null) {
            parked = new ArrayDeque<>(2);
        }
        parked.add(waiting);
        var result = waiting.message().result();
        if (result != null) {
            result.waits = true;
            result.waitsOn = this;
        }
    }

    /** It is the result of a message that waits. */
    void waits() {
        waits = true;
    }

    boolean isResultOfWaiting() {
        return waits;
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

    void watch(PromiseWatcher watcher) {
        if (watchers == null) {
            watchers = new ArrayList<>(1);
        }
        watchers.add(watcher);
    }

    @Nullable
    PromiseHolder holderIn(VatRecord vat) {
        for (int i = 0; i < holders.size(); i++) {
            if (holders.get(i).vat() == vat) {
                return holders.get(i);
            }
        }
        return null;
    }

    PromiseHolder hold(VatRecord vat, Slot slot, Ledger ledger) {
        var holder = new PromiseHolder(vat, slot);
        if (holders.isEmpty()) {
            holders = new ArrayList<>(1);
        }
        holders.add(holder);
        ledger.hold(this, false);
        return holder;
    }

    /** The vat does not wait for this promise any more. */
    void letGo(VatRecord vat, Ledger ledger) {
        for (int i = 0; i < holders.size(); i++) {
            if (holders.get(i).vat() == vat) {
                holders.remove(i);
                ledger.release(this, false);
                return;
            }
        }
    }

    List<PromiseHolder> holders() {
        return holders.isEmpty() ? List.of() : List.copyOf(holders);
    }

    List<PromiseWatcher> takeWatchers() {
        var taken = watchers;
        watchers = null;
        return taken == null ? List.of() : taken;
    }

    List<Waiting> takeParked() {
        var taken = parked;
        parked = null;
        return taken == null ? List.of() : List.copyOf(taken);
    }

    List<KernelPromise> takeFollowers() {
        var taken = directFollowers();
        followers = null;
        return taken;
    }

    List<KernelPromise> directFollowers() {
        return followers == null ? List.of() : followers.all();
    }
}
