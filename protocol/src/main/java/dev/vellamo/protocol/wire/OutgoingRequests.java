package dev.vellamo.protocol.wire;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What this side asked and has no answer to. */
final class OutgoingRequests {
    private final WireLimits mine;
    private final Ids ids;
    private final Outbound outbound;
    private final ConnectionListener listener;
    private final Map<Long, OutgoingRequest> open = new HashMap<>();
    private final Parts<Frame.Response> parts = new Parts<>();
    private long openBytes;

    OutgoingRequests(WireLimits mine, Ids ids, Outbound outbound, ConnectionListener listener) {
        this.mine = mine;
        this.ids = ids;
        this.outbound = outbound;
        this.listener = listener;
    }

    OutgoingRequest send(boolean service, Invocation invocation, @Nullable Object attachment) throws WireException {
        WireLimits theirs = outbound.theirs();
        int bytes = invocation.arguments().length();
        BinaryBodies.checkSize(invocation, bytes, theirs.maxRequestBytes());
        if (theirs.maxRequests() == 0) {
            throw new WireException(WireError.NOT_PERMITTED, "the other side accepts no requests");
        }
        if (open.size() >= theirs.maxRequests() || openBytes + bytes > theirs.requestWindowBytes()) {
            throw new WireException(
                    WireError.BUSY,
                    "the other side has " + open.size() + " requests with " + openBytes
                            + " bytes to answer, and accepts no more; try again when one is answered");
        }
        var request = new OutgoingRequest(ids.next(), new Deadline(invocation.deadlineMillis()), bytes, attachment);
        open.put(request.id(), request);
        openBytes += bytes;
        outbound.add(Envelope.request(request, service, invocation));
        return request;
    }

    /** The caller does not want it any more and is told so, now. */
    void give(OutgoingRequest request, WireFault fault) {
        if (remove(request.id()) != null) {
            if (!outbound.withdraw(request.id())) {
                outbound.control.add(new Frame.CancelRequest(request.id()));
            }
            listener.rejected(request, fault);
        }
    }

    private @Nullable OutgoingRequest remove(long id) {
        OutgoingRequest removed = open.remove(id);
        if (removed != null) {
            openBytes -= removed.bytes();
        }
        return removed;
    }

    /** Returns what is wrong with the envelope, or {@code null}. */
    @Nullable
    String response(Frame.Response frame) {
        if (parts.isOpen()) {
            return "a response came between the parts of another";
        }
        if (!ids.isOwn(frame.id()) || ids.isUnused(frame.id())) {
            return "a response to request " + frame.id() + ", which was never sent";
        }
        parts.begin(frame.id(), frame, frame.payload().bytes(), frame.more());
        deliver();
        return null;
    }

    /** Returns what is wrong with the envelope, or {@code null}. */
    @Nullable
    String part(Frame.Part frame) {
        parts.add(frame.bytes(), frame.more());
        deliver();
        return null;
    }

    boolean isBetweenPartsOf(long id) {
        return parts.isOpen() && parts.id() == id;
    }

    private void deliver() {
        Frame.Response first = parts.wholeFrame();
        if (parts.length() > mine.maxRequestBytes()) {
            parts.drop();
            var fault = new WireFault(
                    WireError.TOO_LARGE, "the response has more than " + mine.maxRequestBytes() + " bytes");
            reject(parts.id(), fault);
        } else if (first != null) {
            var payload = new Payload(first.payload().form(), parts.take());
            OutgoingRequest request = remove(first.id());
            if (request != null) {
                listener.answered(request, payload);
            }
        }
    }

    /** Returns what is wrong with the envelope, or {@code null}. */
    @Nullable
    String failure(Frame.Failure frame) {
        if (!ids.isOwn(frame.id()) || ids.isUnused(frame.id())) {
            return "an error for request " + frame.id() + ", which was never sent";
        }
        reject(frame.id(), frame.fault());
        return null;
    }

    private void reject(long id, WireFault fault) {
        OutgoingRequest request = remove(id);
        if (request != null) {
            listener.rejected(request, fault);
        }
    }

    void expire(long nowNanos) {
        for (OutgoingRequest request : all()) {
            if (request.deadline().hasPassed(nowNanos)) {
                give(request, new WireFault(WireError.DEADLINE, "there was no answer within " + request.deadline()));
            }
        }
    }

    /** Those above {@code lastId} were not processed, and will not be. */
    void refuseAbove(long lastId, WireFault fault) {
        for (OutgoingRequest request : all()) {
            if (request.id() > lastId) {
                outbound.withdraw(request.id());
                reject(request.id(), fault);
            }
        }
    }

    void failAll(WireFault fault) {
        all().forEach(request -> reject(request.id(), fault));
    }

    private List<OutgoingRequest> all() {
        return new ArrayList<>(open.values());
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    int count() {
        return open.size();
    }
}
