package dev.vellamo.kernel.state;

import dev.vellamo.kernel.store.StoredRow;

/** A subcluster in the kernel state: what has to be known to launch it again. */
public final class SubclusterRecord extends Tracked {

    private final String id;
    private StoredRow.Subcluster stored;

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

    @Override
    StoredRow row(Numbers numbers) {
        return stored;
    }

    @Override
    StoredRow.Key key() {
        return StoredRow.Subcluster.key(id);
    }
}
