package dev.vellamo.kernel.host;

import dev.vellamo.kernel.state.KernelData;
import dev.vellamo.kernel.state.KernelObject;
import dev.vellamo.kernel.state.KernelPromise;
import dev.vellamo.kernel.state.KernelRef;
import dev.vellamo.protocol.capdata.CapData;
import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.vat.Promise;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.engine.SlotTable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The references of one value on its way between host and kernel state: slot {@code n} is the nth of them.
 *
 * <p>The host needs no table that lasts: its refs hold what they designate.
 */
final class HostSlots implements SlotTable {

    private final HostSide host;
    private final List<KernelRef> refs;
    private final @Nullable Object lease;

    /** For a value that leaves the host. */
    HostSlots(HostSide host) {
        this.host = host;
        this.refs = new ArrayList<>(0);
        this.lease = null;
    }

    /** For a value that arrives with these references; {@code lease} keeps them usable. */
    HostSlots(HostSide host, List<KernelRef> refs, @Nullable Object lease) {
        this.host = host;
        this.refs = refs;
        this.lease = lease;
    }

    static List<Slot> slots(List<KernelRef> refs) {
        var slots = new ArrayList<Slot>(refs.size());
        for (int i = 0; i < refs.size(); i++) {
            slots.add(slot(refs.get(i), i));
        }
        return slots;
    }

    private static Slot slot(KernelRef ref, int index) {
        return ref instanceof KernelPromise ? Slot.kernelPromise(index) : Slot.imported(index);
    }

    KernelData toKernel(CapData data) {
        if (data.slots().isEmpty()) {
            return KernelData.of(data.body());
        }
        var ordered = new ArrayList<KernelRef>(data.slots().size());
        data.slots().forEach(slot -> ordered.add(refs.get((int) slot.index())));
        return new KernelData(data.body(), ordered);
    }

    @Override
    public Slot slotOf(Object reference) {
        var ref = host.refOf(reference);
        refs.add(ref);
        return slot(ref, refs.size() - 1);
    }

    @Override
    public Object objectOf(Slot slot) {
        var ref = refs.get((int) slot.index());
        if (ref instanceof KernelPromise promise) {
            return HostPromise.watching(host, promise, Object.class);
        }
        var object = (KernelObject) ref;
        return object.host() instanceof ServiceObject service && service.belongsTo(host) && service.isRemotable()
                ? service.target()
                : new HostRef(host, object, lease);
    }

    @Override
    public Ref refTo(Object remotable) {
        return host.refTo(remotable);
    }

    @Override
    public Promise<Object> fulfilled(@Nullable Object value) {
        return HostPromise.fulfilled(host, value);
    }
}
