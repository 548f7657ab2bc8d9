package dev.vellamo.kernel.state;

import dev.vellamo.kernel.store.StoredRow;

/** What is to be known of an object beyond its existence: whether it is revoked, and how often it is pinned. */
final class ObjectMark extends Tracked {

    private final String ref;
    private boolean revoked;
    private int pins;

    ObjectMark(String ref) {
        this.ref = ref;
    }

    static ObjectMark of(StoredRow.ObjectMark row) {
        var mark = new ObjectMark(row.ref());
        mark.revoked = row.isRevoked();
        mark.pins = row.pins();
        return mark;
    }

    boolean isRevoked() {
        return revoked;
    }

    void revoke() {
        revoked = true;
    }

    int pins() {
        return pins;
    }

    void pin() {
        pins++;
    }

    void unpin() {
        pins--;
    }

    /** Whether it says anything. */
    boolean isSet() {
        return revoked || pins > 0;
    }

    @Override
    StoredRow row(Numbers numbers) {
        return new StoredRow.ObjectMark(ref, revoked, pins);
    }

    @Override
    StoredRow.Key key() {
        return StoredRow.ObjectMark.key(ref);
    }
}
