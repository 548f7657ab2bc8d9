package dev.vellamo.kernel.state;

import dev.vellamo.kernel.store.StoredRow;
import java.util.List;

/**
 * A subcluster in the kernel state: what has to be known to launch it again.
 *
 * <p>While it is kept it holds what its stored bootstrap answer refers to.
 */
public final class SubclusterRecord extends Tracked {

    private final String id;
    private StoredRow.Subcluster stored;
    private List<KernelRef> answered = List.of();

    /** As {@code stored} says. It is on disk once {@link Entry.KeepSubcluster} is applied and committed. */
    public SubclusterRecord(StoredRow.Subcluster stored) {
        this.id = stored.id();
        this.stored = stored;
    }

    public String id() {
        return id;
    }

    public StoredRow.Subcluster stored() {
        return stored;
    }

    void becomes(StoredRow.Subcluster next) {
        stored = next;
    }

    /** Its bootstrap answered with these references; promises among them do not outlive the heaps and are not held. */
    void answered(List<KernelRef> refs, Ledger ledger) {
        var before = answered;
        answered = refs.stream().filter(KernelObject.class::isInstance).toList();
        ledger.hold(answered, true);
        ledger.release(before, true);
    }

    @Override
    StoredRow row(Numbers numbers) {
        return stored;
    }

    @Override
    StoredRow.Key key() {
        return StoredRow.Subcluster.key(id);
    }
}
