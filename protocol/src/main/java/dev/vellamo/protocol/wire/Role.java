package dev.vellamo.protocol.wire;

/** Which end of a connection. */
public enum Role {
    /** Listens or spawns; numbers its requests and streams 2, 4, 6, … */
    HOST(0),
    /** Connects or is spawned, and speaks first; numbers its requests and streams 1, 3, 5, … */
    CHILD(1);

    private final int parity;

    Role(int parity) {
        this.parity = parity;
    }

    Role other() {
        return this == HOST ? CHILD : HOST;
    }

    /** The id before this role's first one. */
    long idBeforeFirst() {
        return parity == 0 ? 0 : -1;
    }

    /** Whether a request or stream of this id was started by this role. */
    boolean owns(long id) {
        return (id & 1) == parity;
    }
}
