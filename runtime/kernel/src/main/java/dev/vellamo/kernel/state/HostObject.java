package dev.vellamo.kernel.state;

import dev.vellamo.kernel.store.StoredRef;

/**
 * What stands in the kernel's own code behind a {@link KernelObject}: a kernel service, an IO channel, an IO session.
 */
public interface HostObject {

    /** What a call does to the world, which says when it may be made and what a restart makes of it. */
    enum Kind {
        /** Nothing: it is called at once, and again by whoever asks again. */
        PURE,
        /** The same if it is made twice: after a restart a call without outcome is made again, with the same id. */
        IDEMPOTENT,
        /** After a restart nobody knows whether a call without outcome was made. */
        UNMARKED
    }

    /** What it is, for messages to people: {@code service "clock"}. */
    String label();

    /** What a call of this method does to the world. */
    default Kind kind(String method) {
        return Kind.UNMARKED;
    }

    /** What designates it after a restart. */
    default StoredRef stored() {
        return new StoredRef.Gone(label());
    }

    /**
     * Takes a message. Returns at once, runs no code of others and does not call back into the state; if the message has a
     * result, it is settled by an {@link Entry.HostSettle}.
     */
    void call(HostCall call);
}
