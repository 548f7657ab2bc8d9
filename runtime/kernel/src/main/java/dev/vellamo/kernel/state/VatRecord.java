package dev.vellamo.kernel.state;

import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.capdata.Slot;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A vat in the kernel state: its reference table and where it is in its deliveries.
 *
 * <p>The reference table maps the vat's {@link Slot slots} to what they designate. Its parts are made when first needed:
 * an idle vat holds little more than its root.
 */
public final class VatRecord {

    private record Outstanding(long delivery, Receipt receipt) {}

    private final String id;
    private final String name;
    private final VatPort port;
    private final KernelObject root;

    private final List<KernelObject> imports = new ArrayList<>(0);
    private Map<KernelObject, Slot> importSlots = Map.of();
    private Map<Slot, KernelObject> exports = Map.of();
    private Map<Slot, KernelPromise> promises = Map.of();
    private Map<Long, @Nullable KernelMessageTo> timers = Map.of();
    private @Nullable Queue<Outstanding> receipts;
    private long nextPromise;
    private long issued;
    private long applied;
    private @Nullable Fault ended;

    /** A message with its target, kept until a timer is due. */
    record KernelMessageTo(KernelRef target, String method, KernelData arguments) {}

    /**
     * @param id unique in the kernel's life, for example {@code v3}
     * @param name the key in the config
     */
    public VatRecord(String id, String name, VatPort port) {
        this.id = id;
        this.name = name;
        this.port = port;
        this.root = KernelObject.ofVat(this, Slot.ROOT);
    }

    public String id() {
        return id;
    }

    public String name() {
        return name;
    }

    /** For messages to people: {@code v3 (bob)}. */
    public String label() {
        return id + " (" + name + ")";
    }

    VatPort port() {
        return port;
    }

    public KernelObject root() {
        return root;
    }

    boolean isEnded() {
        return ended != null;
    }

    /** Why the vat ended, or {@code null} while it lives. */
    @Nullable
    Fault ended() {
        return ended;
    }

    // Deliveries

    /** The number of the next delivery; the start is number 0. */
    long issue() {
        issued++;
        return issued;
    }

    /** Whether this is the next delivery whose crank has to come back. */
    boolean expects(long delivery) {
        return delivery == applied;
    }

    void applied() {
        while (receipts != null && !receipts.isEmpty() && receipts.element().delivery() <= applied) {
            receipts.remove().receipt().consumed();
        }
        applied++;
    }

    void expectReceipt(long delivery, Receipt receipt) {
        if (receipts == null) {
            receipts = new ArrayDeque<>(2);
        }
        receipts.add(new Outstanding(delivery, receipt));
    }

    // References

    /** What an object slot designates; a new export is entered. {@code null} for an import the vat never got. */
    @Nullable
    KernelObject object(Slot slot) {
        if (!slot.isAllocatedByVat()) {
            return slot.index() < imports.size() ? imports.get((int) slot.index()) : null;
        }
        if (slot.index() == 0) {
            return root;
        }
        if (exports.isEmpty()) {
            exports = new HashMap<>();
        }
        return exports.computeIfAbsent(slot, fresh -> KernelObject.ofVat(this, fresh));
    }

    Slot slotOf(KernelObject object) {
        if (object.vat() == this) {
            return object.slot();
        }
        if (importSlots.isEmpty()) {
            importSlots = new HashMap<>();
        }
        var known = importSlots.get(object);
        if (known == null) {
            known = Slot.imported(imports.size());
            imports.add(object);
            importSlots.put(object, known);
        }
        return known;
    }

    @Nullable
    KernelPromise promise(Slot slot) {
        return promises.get(slot);
    }

    /** Enters a promise that came from the kernel. */
    Slot enter(KernelPromise promise) {
        var slot = Slot.kernelPromise(nextPromise++);
        enter(slot, promise);
        return slot;
    }

    void enter(Slot slot, KernelPromise promise) {
        if (promises.isEmpty()) {
            promises = new HashMap<>();
        }
        promises.put(slot, promise);
        promise.hold(this, slot);
    }

    void retire(Slot promise) {
        promises.remove(promise);
    }

    // Timers

    void setTimer(long timer, @Nullable KernelMessageTo message) {
        if (timers.isEmpty()) {
            timers = new HashMap<>();
        }
        timers.put(timer, message);
    }

    boolean hasTimer(long timer) {
        return timers.containsKey(timer);
    }

    @Nullable
    KernelMessageTo timer(long timer) {
        return timers.get(timer);
    }

    void clearTimer(long timer) {
        if (!timers.isEmpty()) {
            timers.remove(timer);
        }
    }

    /** Ends the vat and forgets everything it held. Returns the promises it knew, in an order that does not vary. */
    Map<Slot, KernelPromise> end(Fault reason) {
        ended = reason;
        if (receipts != null) {
            receipts.forEach(outstanding -> outstanding.receipt().returned());
        }
        timers.keySet().forEach(port::cancelTimer);
        var known = new TreeMap<Slot, KernelPromise>(
                Comparator.comparing(Slot::origin).thenComparingLong(Slot::index));
        known.putAll(promises);
        receipts = null;
        timers = Map.of();
        promises = Map.of();
        exports = Map.of();
        importSlots = Map.of();
        imports.clear();
        return known;
    }
}
