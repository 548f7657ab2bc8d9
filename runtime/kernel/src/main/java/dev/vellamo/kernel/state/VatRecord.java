package dev.vellamo.kernel.state;

import dev.vellamo.kernel.store.StoredRef;
import dev.vellamo.kernel.store.StoredRow;
import dev.vellamo.protocol.capdata.CapData;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.capdata.Passable;
import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.crank.Delivery;
import dev.vellamo.protocol.crank.VatState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A vat in the kernel state: its durable state, its reference table, its queue, and where it is in its deliveries.
 *
 * <pre>
 *   down --attach--> up --heap lost--> down
 *     |               |
 *     +-----end-------+--> ended
 * </pre>
 *
 * <p>The reference table maps the vat's {@link Slot slots} to what they designate. Its parts are made when first needed: an
 * idle vat holds little more than its root. A vat that is down takes messages, which wait.
 */
public final class VatRecord extends Tracked {

    /** What never changes of a vat. */
    public record Identity(String id, String name, String subcluster) {}

    private final Identity identity;
    private final Ledger ledger;
    private final VatQueue queue;
    private final DurableValues values;
    private Map<String, KernelObject> powers = Map.of();
    private final Exports exports;
    private final Imports imports;
    private final KnownPromises promises;
    private final Timers timers;
    private Deliveries deliveries = new Deliveries();
    private @Nullable VatStreams streams;
    private @Nullable VatPort port;
    private long incarnation = -1;
    private String code = "";
    private boolean isToBeAsked;
    private long askedBy = -1;
    private volatile @Nullable Fault ended;

    VatRecord(Identity identity, Ledger ledger) {
        this.identity = identity;
        this.ledger = ledger;
        this.queue = new VatQueue(ledger);
        this.values = new DurableValues(this);
        this.exports = new Exports(this, ledger);
        this.imports = new Imports(this);
        this.promises = new KnownPromises(this);
        this.timers = new Timers(ledger);
    }

    /** Unique in the kernel's life, for example {@code v3}. */
    public String id() {
        return identity.id();
    }

    /** The key in the config. */
    public String name() {
        return identity.name();
    }

    public String subcluster() {
        return identity.subcluster();
    }

    /** For messages to people: {@code v3 (bob)}. */
    public String label() {
        return id() + " (" + name() + ")";
    }

    public KernelObject root() {
        return exports.root();
    }

    /** How often it was started before this start; -1 if it was never started. */
    public long incarnation() {
        return incarnation;
    }

    /** JSON of the code it was upgraded to; empty text for that of its config. */
    public String code() {
        return code;
    }

    Ledger ledger() {
        return ledger;
    }

    VatQueue queue() {
        return queue;
    }

    DurableValues values() {
        return values;
    }

    Exports exports() {
        return exports;
    }

    Imports imports() {
        return imports;
    }

    KnownPromises promises() {
        return promises;
    }

    Timers timers() {
        return timers;
    }

    // Its life

    /** The way to this vat, while it is up. */
    VatPort port() {
        if (port == null) {
            throw new IllegalStateException("vat " + label() + " is not up and was to get something");
        }
        return port;
    }

    boolean isUp() {
        return port != null;
    }

    boolean isEnded() {
        return ended != null;
    }

    /** Whether the vat is over. Any thread may ask. */
    public boolean hasEnded() {
        return isEnded();
    }

    /** Why the vat ended, or {@code null} while it lives. */
    @Nullable
    Fault ended() {
        return ended;
    }

    void load(StoredRow.Vat row) {
        incarnation = row.incarnation();
        code = row.code();
        ledger.journal().loaded(this);
    }

    void becomes(String nextCode) {
        code = nextCode;
        ledger.journal().changed(this);
    }

    /** The streams of the heap that it has. */
    VatStreams streams() {
        if (streams == null) {
            streams = new VatStreams(this);
        }
        return streams;
    }

    /** Gives up the streams of the heap, which is lost; {@code null} if it never had any. */
    @Nullable
    VatStreams takeStreams() {
        var lost = streams;
        streams = null;
        return lost;
    }

    /** A new heap begins, at the other end of this port. */
    VatState attach(VatPort to) {
        incarnation++;
        port = to;
        ledger.journal().changed(this);
        return new VatState(incarnation, withPowers(values.all()), exports.startHeap());
    }

    private Map<String, CapData> withPowers(Map<String, CapData> stored) {
        if (powers.isEmpty()) {
            return stored;
        }
        var all = new HashMap<>(stored);
        powers.forEach((power, object) ->
                all.put(VatState.POWER + power, new CapData(new Passable.Reference(0), List.of(slotOf(object)))));
        return all;
    }

    /** The vat gets this at each start, as the power of that name. Before the first. */
    public void grant(String power, KernelObject object) {
        powers = Map.of(power, object);
    }

    /** What the lost heap held is forgotten. Returns the promises that it knew, in an order that does not vary. */
    Map<Slot, KernelPromise> loseHeap() {
        var known = promises.takeAll();
        deliveries.end();
        deliveries = new Deliveries();
        timers.cancelAll(port());
        port = null;
        exports.loseHeap();
        timers.loseHeap();
        imports.retainOnly(values::names, ledger);
        return known;
    }

    /** Ends the vat and forgets everything it had. Returns the promises it knew, in an order that does not vary. */
    Map<Slot, KernelPromise> end(Fault reason) {
        ended = reason;
        var known = promises.takeAll();
        deliveries.end();
        if (port != null) {
            var last = port;
            timers.cancelAll(last);
            port = null;
            last.ended(reason);
        }
        timers.end();
        exports.end();
        values.deleteAll(ledger.journal());
        imports.retainOnly(slot -> false, ledger);
        ledger.journal().removed(this);
        return known;
    }

    // Deliveries

    Deliveries deliveries() {
        return deliveries;
    }

    /** Brings a delivery to the vat, which is up. Returns its number. */
    long deliver(Delivery delivery) {
        var to = port();
        var number = deliveries.issue();
        to.deliver(number, delivery);
        return number;
    }

    /** Whether the crank of this delivery is still to be applied. */
    boolean waitsFor(long delivery) {
        return isUp() && deliveries.waitsFor(delivery);
    }

    /** The crank of the expected delivery is applied. */
    void applied(long delivery) {
        deliveries.applied(promises::retire);
        queue.applied(delivery);
    }

    // Its heap

    /** It ran this delivery. Returns whether its heap is to be asked and was not before. */
    boolean becomesToBeAsked(long delivery) {
        var becomes = !isToBeAsked && delivery != askedBy;
        isToBeAsked |= becomes;
        return becomes;
    }

    void noLongerToBeAsked() {
        isToBeAsked = false;
    }

    /** The delivery that asks its heap what it holds no more; that one is no reason to ask it again. */
    void askedBy(long delivery) {
        askedBy = delivery;
    }

    // References

    /** What an object slot designates; {@code null} for an import the vat was not given. */
    @Nullable
    KernelObject object(Slot slot) {
        if (slot.isAllocatedByVat()) {
            return exports.export(slot);
        }
        var entry = imports.find(slot);
        return entry == null || !entry.isReaching() ? null : entry.object();
    }

    /** The slot of an object in the next delivery to the vat. */
    Slot slotOf(KernelObject object) {
        return object.vat() == this ? object.slot() : imports.slotOf(object, deliveries.next(), ledger);
    }

    /** What designates the object of a slot on disk. */
    String textOf(Slot slot) {
        if (slot.isAllocatedByVat()) {
            return new StoredRef.DurableObject(id(), slot).toString();
        }
        var entry = imports.find(slot);
        if (entry == null) {
            throw new IllegalStateException("vat " + label() + " stored " + slot + ", which it does not import");
        }
        return entry.object().text();
    }

    /** How many promises, timers and answers to deliveries this vat's tables hold. */
    int tableSize() {
        return promises.size() + timers.size() + deliveries.due();
    }

    @Override
    StoredRow row(Numbers numbers) {
        return new StoredRow.Vat(id(), subcluster(), name(), incarnation, code);
    }

    @Override
    StoredRow.Key key() {
        return StoredRow.Vat.key(id());
    }
}
