package dev.vellamo.io.streams;

import dev.vellamo.io.link.LinkRequest;
import dev.vellamo.protocol.wire.WireError;
import dev.vellamo.protocol.wire.WireFault;

/** What answers the requests of the other side. Called on threads of those that use the link: it must not block. */
public interface RequestHandler {

    /** Answers none. */
    RequestHandler NONE =
            request -> request.reject(new WireFault(WireError.NOT_FOUND, "nothing here answers requests"));

    /** One answer is owed, now or later. */
    void requested(LinkRequest request);

    /** The other side has lost interest in the answer, which is owed all the same. */
    default void cancelled(LinkRequest request) {}
}
