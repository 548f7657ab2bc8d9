package dev.vellamo.io.link;

import dev.vellamo.protocol.wire.ConnectionState;
import dev.vellamo.protocol.wire.IncomingRequest;
import dev.vellamo.protocol.wire.Invocation;
import dev.vellamo.protocol.wire.Payload;
import dev.vellamo.protocol.wire.WireFault;
import java.util.function.Consumer;

/** A request of the other side's. It is owed one answer. Any thread. */
public final class LinkRequest {

    private final Link link;
    private final IncomingRequest request;

    // Touched by tasks of the link only.
    private boolean answered;

    LinkRequest(Link link, IncomingRequest request) {
        this.link = link;
        this.request = request;
    }

    /** Whether a kernel service is meant. */
    public boolean isService() {
        return request.isService();
    }

    public Invocation invocation() {
        return request.invocation();
    }

    /** The good answer. After another answer, or the end of the link, it does nothing. */
    public void respond(Payload payload) {
        answer(connection -> connection.respond(request, payload));
    }

    /** The bad answer. After another answer, or the end of the link, it does nothing. */
    public void reject(WireFault fault) {
        answer(connection -> connection.reject(request, fault));
    }

    private void answer(Consumer<ConnectionState> answer) {
        link.execute(connection -> {
            if (!answered) {
                answered = true;
                answer.accept(connection);
            }
        });
    }

    @Override
    public String toString() {
        return request.toString();
    }
}
