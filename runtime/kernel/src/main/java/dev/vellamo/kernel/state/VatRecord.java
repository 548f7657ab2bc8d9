package dev.vellamo.kernel.state;

import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.capdata.Slot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A vat in the kernel state: its reference table and where it is in its deliveries.
 *
 * <p>The reference table maps the vat's {@link Slot slots} to what they designate. Its parts are made when first needed:
 * an idle vat holds little more than its root.
 */
public final class VatRecord {

    private final String id;
    private final String name;
    private @Nullable VatPort port;
    private final KernelObject root;
    private final Deliveries deliveries = new Deliveries();

    private final List<KernelObject> imports = new ArrayList<>(0);
    private Map<KernelObject, Slot> importSlots = Map.of();
    private Map<Slot, KernelObject> exports = Map.of();
    private Map<Slot, KernelPromise> promises = Map.of();
    private Map<Long, KernelTimer> timers = Map.of();
    private long nextPromise;
    private @Nullable Fault ended;

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

    /** The way to this vat, while it lives. */
    VatPort port() {
        if (port == null) {
            throw new IllegalStateException("vat " + label() + " ended and was to get something");
        }
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

    Deliveries deliveries() {
        return deliveries;
    }

    /** Whether the crank of this delivery is still to be applied. */
    boolean waitsFor(long delivery) {
        return !isEnded() && deliveries.waitsFor(delivery);
    }

    /** The crank of the expected delivery is applied. */
    void applied() {
        deliveries.applied(this::retire);
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

    /** Enters a promise that the vat gets to know by its next delivery. */
    Slot enter(KernelPromise promise) {
        var slot = Slot.kernelPromise(nextPromise++);
        enter(slot, promise).namedIn(deliveries.next());
        return slot;
    }

    KernelPromise.Holder enter(Slot slot, KernelPromise promise) {
        if (promises.isEmpty()) {
            promises = new HashMap<>();
        }
        promises.put(slot, promise);
        return promise.hold(this, slot);
    }

    void retire(Slot promise) {
        promises.remove(promise);
    }

    // Timers

    void setTimer(long number, KernelTimer timer) {
        if (timers.isEmpty()) {
            timers = new HashMap<>();
        }
        timers.put(number, timer);
    }

    @Nullable
    KernelTimer timer(long number) {
        return timers.get(number);
    }

    void clearTimer(long timer) {
        if (!timers.isEmpty()) {
            timers.remove(timer);
        }
    }

    /** Ends the vat and forgets everything it held. Returns the promises it knew, in an order that does not vary. */
    Map<Slot, KernelPromise> end(Fault reason) {
        ended = reason;
        var known = new TreeMap<Slot, KernelPromise>(
                Comparator.comparing(Slot::origin).thenComparingLong(Slot::index));
        known.putAll(promises);
        known.values().forEach(promise -> promise.letGo(this));
        deliveries.end();
        timers.keySet().forEach(port()::cancelTimer);
        port().ended(reason);
        port = null;
        timers = Map.of();
        promises = Map.of();
        exports = Map.of();
        importSlots = Map.of();
        imports.clear();
        return known;
    }

    /** How many promises, timers and answers to deliveries this vat's tables hold. */
    int tableSize() {
        return promises.size() + timers.size() + deliveries.due();
    }
}
