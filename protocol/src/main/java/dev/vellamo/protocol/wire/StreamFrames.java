package dev.vellamo.protocol.wire;

import org.jspecify.annotations.Nullable;

/** What the other side says about streams. Whatever is wrong with it ends one stream, but for what the connection counts. */
final class StreamFrames {
    private final Streams streams;
    private final Ids ids;
    private final Outbound outbound;
    private final Inbound inbound;
    private final ConnectionListener listener;
    /** The stream of the last Data: the next one is often of the same. */
    private @Nullable StreamState last;

    StreamFrames(Streams streams, Ids ids, Outbound outbound, ConnectionListener listener) {
        this.streams = streams;
        this.ids = ids;
        this.outbound = outbound;
        this.listener = listener;
        inbound = streams.inbound();
    }

    /** Returns false if it was more than all streams together were granted, which the connection does not survive. */
    boolean data(long id, boolean more, Form form, byte[] array, int offset, int length) {
        int charge = WireLimits.HEADER_BYTES + length;
        if (!inbound.receive(charge)) {
            return false;
        }
        StreamState stream = last;
        if (stream == null || stream.id() != id || stream.isOver()) {
            stream = streams.find(id);
            last = stream;
        }
        if (stream == null) {
            inbound.consume(charge);
            unknown(id);
        } else if (stream.receiving.isCancelled()) {
            inbound.consume(charge);
        } else {
            receive(stream, more, form, array, offset, length);
        }
        return true;
    }

    private void receive(StreamState stream, boolean more, Form form, byte[] array, int offset, int length) {
        ReceivingHalf receiving = stream.receiving;
        int charge = WireLimits.HEADER_BYTES + length;
        WireFault fault = receiving.receive(charge, inbound.limits().maxMessageBytes());
        if (fault != null) {
            inbound.consume(charge);
            violated(stream, fault);
            return;
        }
        if (receiving.credit().isSpent()) {
            receiving.count(inbound.budget());
        }
        if (more) {
            receiving.keep(array, offset, length);
            return;
        }
        Assembly kept = receiving.kept();
        int cost = receiving.takeMessageBytes();
        if (kept == null) {
            listener.message(stream, form, array, offset, length, cost);
        } else {
            byte[] whole = kept.finish(array, offset, length);
            listener.message(stream, form, whole, 0, whole.length, cost);
        }
    }

    void violated(StreamState stream, WireFault fault) {
        streams.abort(stream, fault);
        listener.failed(stream, fault);
    }

    /** A frame for a stream that is not there. If it was there before, the frame was on its way when the stream ended. */
    private void unknown(long id) {
        if (ids.isUnused(id)) {
            streams.refuse(id, new WireFault(WireError.UNKNOWN_STREAM, "there was never a stream " + id));
        }
    }

    void bad(long id, WireFault fault) {
        StreamState stream = streams.find(id);
        if (stream != null) {
            violated(stream, fault);
        } else {
            // it may have been an Open: what follows it is then on its way to a stream that is closed, not unknown
            ids.take(id);
            streams.refuse(id, fault);
        }
    }

    void open(Frame.Open frame, @Nullable WireFault refusal) {
        long id = frame.id();
        if (!ids.take(id)) {
            bad(
                    id,
                    new WireFault(
                            WireError.PROTOCOL, "stream " + id + " cannot be opened: its id is used, or not yours"));
        } else if (refusal != null) {
            streams.refuse(id, refusal);
        } else {
            streams.accept(frame);
        }
    }

    void credit(Frame.Credit frame) {
        StreamState stream = streams.find(frame.id());
        if (stream == null) {
            unknown(frame.id());
        } else if (stream.sending.grant(frame.totalBytes())) {
            outbound.turns.wake(stream);
        } else {
            violated(stream, badTotal(stream.sending.credit(), frame.totalBytes()));
        }
    }

    static WireFault badTotal(SendCredit credit, long total) {
        return new WireFault(
                WireError.FLOW_CONTROL,
                "the total of credit cannot become " + Long.toUnsignedString(total) + ": it was " + credit.granted()
                        + ", never shrinks, and is below 2^63");
    }

    void close(Frame.Close frame) {
        StreamState stream = streams.find(frame.id());
        if (stream == null) {
            unknown(frame.id());
        } else if (stream.receiving.isInsideMessage()) {
            violated(stream, new WireFault(WireError.PROTOCOL, "a stream was closed inside a message"));
        } else if (stream.receiving.hasEnded()) {
            violated(stream, new WireFault(WireError.STREAM_CLOSED, "a stream was closed twice"));
        } else {
            boolean wanted = stream.receiving.isOpen();
            stream.receiving.end();
            stream.receiving.count(inbound.budget());
            streams.settle(stream);
            if (wanted) {
                listener.closed(stream);
            }
        }
    }

    void cancel(Frame.Cancel frame) {
        StreamState stream = streams.find(frame.id());
        if (stream == null) {
            unknown(frame.id());
        } else if (!stream.sending.hasEnded()) {
            stream.sending.end(outbound.credit());
            sayClosed(stream);
            streams.settle(stream);
            listener.cancelled(stream, frame.reason());
        }
    }

    /** The other side waits for this, as it does not know what was still on its way. */
    private void sayClosed(StreamState stream) {
        outbound.control.add(new Frame.Close(stream.id()));
    }

    void abort(Frame.Abort frame) {
        StreamState stream = streams.find(frame.id());
        if (stream != null) {
            streams.fail(stream, frame.fault());
        }
    }
}
