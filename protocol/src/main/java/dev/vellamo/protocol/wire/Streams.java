package dev.vellamo.protocol.wire;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The streams of one connection, and what this side wants of them. What the other side does is in {@link StreamFrames}. */
final class Streams {
    private final WireSettings settings;
    private final Ids ids;
    private final Inbound inbound;
    private final Outbound outbound;
    private final SendQueues queues;
    private final ConnectionListener listener;
    private final Map<Long, StreamState> open = new HashMap<>();
    private int ownSlots;
    private int otherSlots;

    Streams(WireSettings settings, Ids ids, Outbound outbound, ConnectionListener listener) {
        this.settings = settings;
        this.ids = ids;
        this.outbound = outbound;
        queues = new SendQueues(settings);
        this.listener = listener;
        inbound = new Inbound(settings, outbound.control);
    }

    Inbound inbound() {
        return inbound;
    }

    @Nullable
    StreamState find(long id) {
        return open.get(id);
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    int openCount() {
        return open.size();
    }

    /** Streams whose owner on this side has not let go of them. */
    int heldCount() {
        return ownSlots + otherSlots;
    }

    /** What waits to be written. */
    long queuedBytes() {
        return queues.waitingBytes();
    }

    StreamState open(Invocation invocation, @Nullable Object attachment) throws WireException {
        WireLimits theirs = outbound.theirs();
        if (theirs.maxStreams() == 0) {
            throw new WireException(WireError.NOT_PERMITTED, "the other side accepts no streams");
        }
        long most = Math.min(settings.maxOwnStreams(), theirs.maxStreams());
        if (ownSlots >= most) {
            throw new WireException(
                    WireError.REFUSED,
                    "as many streams as allowed (" + most + ") are open; try again when one has ended");
        }
        Frame.Open first = new Frame.Open(0, settings.limits().streamCreditBytes(), invocation);
        BinaryBodies.checkSize(invocation, BinaryBodies.lengthOf(first), WireLimits.MAX_OPEN_BYTES);
        long id = ids.next();
        var stream = newStream(id, true, theirs.streamCreditBytes(), invocation.deadlineMillis());
        stream.attachment = attachment;
        ownSlots++;
        outbound.add(Envelope.whole(id, new Frame.Open(id, first.creditBytes(), invocation), () -> introduced(stream)));
        return stream;
    }

    private StreamState newStream(long id, boolean own, long sendCreditBytes, long deadlineMillis) {
        var stream = new StreamState(
                id,
                own,
                new Deadline(own ? deadlineMillis : 0),
                new SendingHalf(sendCreditBytes, queues),
                new ReceivingHalf(settings.limits().streamCreditBytes()));
        open.put(id, stream);
        return stream;
    }

    /** The Open was written: what waited for it may follow. */
    private void introduced(StreamState stream) {
        stream.introduced = true;
        if (stream.receiving.isCancelled()) {
            outbound.control.add(new Frame.Cancel(stream.id(), ""));
        }
        if (stream.receiving.creditDue) {
            outbound.control.grant(stream);
        }
        outbound.turns.wake(stream);
    }

    void accept(Frame.Open frame) {
        if (otherSlots >= settings.limits().maxStreams()) {
            refuse(frame.id(), tooMany());
            return;
        }
        var stream = newStream(frame.id(), false, frame.creditBytes(), 0);
        WireFault refusal = listener.opened(stream, frame.invocation());
        if (refusal != null) {
            end(stream);
            open.remove(stream.id());
            refuse(stream.id(), refusal);
        } else {
            otherSlots++;
        }
    }

    private WireFault tooMany() {
        int most = settings.limits().maxStreams();
        return most == 0
                ? new WireFault(WireError.NOT_PERMITTED, "streams may not be opened here")
                : new WireFault(
                        WireError.REFUSED,
                        "as many streams as allowed (" + most + ") are open; try again when one has ended");
    }

    void refuse(long id, WireFault reason) {
        outbound.control.add(new Frame.Abort(id, reason));
    }

    Sent send(StreamState stream, List<Payload> messages) {
        WireLimits theirs = outbound.theirs();
        long bytes = 0;
        for (int i = 0; i < messages.size(); i++) {
            int length = messages.get(i).length();
            if (theirs.chargeOf(length) > theirs.maxMessageBytes()) {
                return Sent.TOO_LARGE;
            }
            bytes += length;
        }
        Sent sent = stream.sending.add(messages, bytes);
        outbound.turns.wake(stream);
        return sent;
    }

    void close(StreamState stream) {
        stream.sending.close();
        outbound.turns.wake(stream);
    }

    void cancel(StreamState stream, String reason) {
        if (stream.receiving.isOpen()) {
            inbound.consume(stream.receiving.cancel());
            stream.receiving.count(inbound.budget());
            if (stream.introduced) {
                outbound.control.add(new Frame.Cancel(stream.id(), reason));
            }
        }
    }

    /** Ends both directions; the other side is told. The owner is not. */
    void abort(StreamState stream, WireFault fault) {
        if (stream.isOver()) {
            return;
        }
        if (stream.introduced || !outbound.withdraw(stream.id())) {
            outbound.control.add(new Frame.Abort(stream.id(), fault));
        }
        end(stream);
        settle(stream);
    }

    /** Ends both directions because of the other side, or of the connection. */
    void fail(StreamState stream, WireFault fault) {
        if (!stream.isOver()) {
            end(stream);
            settle(stream);
            listener.failed(stream, fault);
        }
    }

    private void end(StreamState stream) {
        stream.sending.end(outbound.credit());
        inbound.consume(stream.receiving.end());
        stream.receiving.count(inbound.budget());
    }

    void consumed(StreamState stream, long charge) {
        stream.receiving.credit().consume(charge);
        inbound.consume(charge);
        stream.receiving.count(inbound.budget());
        if (stream.receiving.refill(inbound.budget()) && stream.introduced) {
            outbound.control.grant(stream);
        }
    }

    void release(StreamState stream) {
        if (stream.released) {
            return;
        }
        stream.released = true;
        abort(stream, new WireFault(WireError.CANCELLED, "its owner has let go of the stream"));
        consumed(stream, stream.heldBytes());
        if (stream.isOwn()) {
            ownSlots--;
        } else {
            otherSlots--;
        }
    }

    /** Frames of the stream were written. */
    void wrote(StreamState stream) {
        settle(stream);
        if (stream.sending.takeRoom()) {
            listener.writable(stream);
        }
    }

    /** Forgets the stream if both directions have ended. */
    void settle(StreamState stream) {
        if (stream.isOver() && open.remove(stream.id(), stream)) {
            outbound.turns.remove(stream);
        }
    }

    void expire(long nowNanos) {
        for (StreamState stream : all()) {
            if (stream.deadline().hasPassed(nowNanos)) {
                var fault = new WireFault(WireError.DEADLINE, "the stream has not ended within " + stream.deadline());
                abort(stream, fault);
                listener.failed(stream, fault);
            }
        }
    }

    /** Own streams above {@code lastId} were not processed, and will not be. */
    void refuseAbove(long lastId, WireFault fault) {
        for (StreamState stream : all()) {
            if (stream.isOwn() && stream.id() > lastId) {
                outbound.withdraw(stream.id());
                fail(stream, fault);
            }
        }
    }

    void failAll(WireFault fault) {
        all().forEach(stream -> fail(stream, fault));
    }

    private List<StreamState> all() {
        return new ArrayList<>(open.values());
    }
}
