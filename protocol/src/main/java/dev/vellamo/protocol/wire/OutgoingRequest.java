package dev.vellamo.protocol.wire;

import org.jspecify.annotations.Nullable;

/** A request of this side's that waits for its answer. Confined like its connection. */
public final class OutgoingRequest {

    private final long id;
    private final Deadline deadline;
    private final int bytes;

    /** What the owner wants to find here again. */
    public final @Nullable Object attachment;

    OutgoingRequest(long id, Deadline deadline, int bytes, @Nullable Object attachment) {
        this.id = id;
        this.deadline = deadline;
        this.bytes = bytes;
        this.attachment = attachment;
    }

    public long id() {
        return id;
    }

    Deadline deadline() {
        return deadline;
    }

    int bytes() {
        return bytes;
    }

    @Override
    public String toString() {
        return "request " + id;
    }
}
