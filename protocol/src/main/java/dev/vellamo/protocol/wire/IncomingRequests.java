package dev.vellamo.protocol.wire;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the other side asked and is owed an answer to. A request counts until the last byte of its answer is written. */
final class IncomingRequests {
    private final WireLimits mine;
    private final Ids ids;
    private final Outbound outbound;
    private final ConnectionListener listener;
    private final Map<Long, IncomingRequest> open = new HashMap<>();
    private final Parts<Frame.Request> parts = new Parts<>();
    private long openBytes;

    IncomingRequests(WireLimits mine, Ids ids, Outbound outbound, ConnectionListener listener) {
        this.mine = mine;
        this.ids = ids;
        this.outbound = outbound;
        this.listener = listener;
    }

    /**
     * A request, or its first part.
     *
     * @param refusal why nothing new is accepted, or {@code null}
     * @return what is wrong with the envelope, or {@code null}
     */
    @Nullable
    String request(Frame.Request frame, @Nullable WireFault refusal) {
        if (parts.isOpen()) {
            return "a request came between the parts of another";
        }
        if (!ids.take(frame.id())) {
            return "request " + frame.id() + " has an id that is used, or not yours";
        }
        parts.begin(frame.id(), frame, frame.invocation().arguments().bytes(), frame.more());
        proceed(refusal);
        return null;
    }

    private void proceed(@Nullable WireFault refusal) {
        if (!parts.isKept()) {
            return;
        }
        WireFault fault = refusal != null ? refusal : tooMany(parts.length());
        Frame.Request first = parts.wholeFrame();
        if (fault != null) {
            parts.drop();
            outbound.control.add(new Frame.Failure(parts.id(), fault));
        } else if (first != null) {
            Payload arguments = new Payload(first.invocation().arguments().form(), parts.take());
            deliver(first.id(), first.service(), first.invocation().withArguments(arguments));
        }
    }

    private @Nullable WireFault tooMany(int bytes) {
        if (mine.maxRequests() == 0) {
            return new WireFault(WireError.NOT_PERMITTED, "requests may not be sent here");
        }
        if (bytes > mine.maxRequestBytes()) {
            return new WireFault(WireError.TOO_LARGE, "the request has more than " + mine.maxRequestBytes() + " bytes");
        }
        if (open.size() >= mine.maxRequests() || openBytes + bytes > mine.requestWindowBytes()) {
            return new WireFault(
                    WireError.BUSY,
                    open.size() + " requests with " + openBytes + " bytes are in work; try again when one is answered");
        }
        return null;
    }

    /** Returns what is wrong with the envelope, or {@code null}. */
    @Nullable
    String part(Frame.Part frame) {
        if (!parts.isOpen() || parts.id() != frame.id()) {
            return "a part of " + frame.id() + ", which has no parts to come";
        }
        parts.add(frame.bytes(), frame.more());
        proceed(null);
        return null;
    }

    private void deliver(long id, boolean service, Invocation invocation) {
        var request = new IncomingRequest(id, service, invocation);
        open.put(id, request);
        openBytes += invocation.arguments().length();
        listener.requested(request);
    }

    /** Returns what is wrong with the envelope, or {@code null}. */
    @Nullable
    String cancel(Frame.CancelRequest frame) {
        if (ids.isOwn(frame.id()) || ids.isUnused(frame.id())) {
            return "the cancellation of request " + frame.id() + ", which was never sent";
        }
        IncomingRequest request = open.get(frame.id());
        if (request != null && !request.answered) {
            listener.cancelled(request);
        } else if (parts.isOpen() && parts.id() == frame.id() && parts.isKept()) {
            parts.drop();
            outbound.control.add(new Frame.Failure(
                    frame.id(), new WireFault(WireError.CANCELLED, "cancelled before all of it had come")));
        }
        return null;
    }

    boolean respond(IncomingRequest request, Payload payload) {
        int most = outbound.theirs().maxRequestBytes();
        if (payload.length() > most) {
            reject(
                    request,
                    new WireFault(
                            WireError.TOO_LARGE,
                            "the response has " + payload.length() + " bytes, and " + most + " are accepted"));
            return false;
        }
        answer(request, Envelope.response(request.id(), payload, () -> written(request)));
        return true;
    }

    void reject(IncomingRequest request, WireFault fault) {
        var frame = new Frame.Failure(request.id(), fault);
        answer(request, Envelope.whole(request.id(), frame, () -> written(request)));
    }

    private void answer(IncomingRequest request, Envelope answer) {
        if (request.answered) {
            throw new IllegalStateException(request + " was answered before");
        }
        request.answered = true;
        if (open.get(request.id()) == request) {
            outbound.add(answer);
        }
    }

    private void written(IncomingRequest request) {
        open.remove(request.id());
        openBytes -= request.invocation().arguments().length();
    }

    /** Nobody waits for the answers any more. */
    void forgetAll() {
        var waiting = new ArrayList<>(open.values());
        open.clear();
        openBytes = 0;
        parts.drop();
        for (IncomingRequest request : waiting) {
            if (!request.answered) {
                listener.cancelled(request);
            }
        }
    }

    boolean isEmpty() {
        return open.isEmpty() && !parts.isOpen();
    }

    int count() {
        return open.size();
    }

    long bytes() {
        return openBytes;
    }
}
