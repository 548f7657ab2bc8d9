package dev.vellamo.protocol.wire;

/** The ids of one connection. Each side's go up, are never used again, and tell by their parity whose they are. */
final class Ids {
    private final Role role;
    private long lastOwn;
    private long lastOther;

    Ids(Role role) {
        this.role = role;
        lastOwn = role.idBeforeFirst();
        lastOther = role.other().idBeforeFirst();
    }

    long next() {
        lastOwn += 2;
        return lastOwn;
    }

    /** Whether the other side may begin something under this id. If so, it counts as used. */
    boolean take(long id) {
        if (id <= lastOther || !role.other().owns(id)) {
            return false;
        }
        lastOther = id;
        return true;
    }

    /** Whether nothing ever began under this id. */
    boolean isUnused(long id) {
        return id < 0 || id > (role.owns(id) ? lastOwn : lastOther);
    }

    boolean isOwn(long id) {
        return role.owns(id);
    }

    long lastOther() {
        return Math.max(0, lastOther);
    }
}
