package dev.vellamo.protocol.wire;

import org.jspecify.annotations.Nullable;

/** A request of the other side's that is owed an answer. Confined like its connection. */
public final class IncomingRequest {

    private final long id;
    private final boolean service;
    private final Invocation invocation;

    /** What the owner wants to find here again. */
    public @Nullable Object attachment;

    boolean answered;

    IncomingRequest(long id, boolean service, Invocation invocation) {
        this.id = id;
        this.service = service;
        this.invocation = invocation;
    }

    public long id() {
        return id;
    }

    /** Whether a kernel service is meant. */
    public boolean isService() {
        return service;
    }

    /** With all of its arguments. */
    public Invocation invocation() {
        return invocation;
    }

    @Override
    public String toString() {
        return (service ? "service request " : "request ") + id;
    }
}
