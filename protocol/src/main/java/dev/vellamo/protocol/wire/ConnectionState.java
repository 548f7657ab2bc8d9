package dev.vellamo.protocol.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One end of a connection: all rules of the wire, without bytes, sockets and clocks.
 *
 * <pre>
 *   GREETING ──hello──► OPEN ──goAway, here──► DRAINING ──all has ended──► OVER
 *       └─────────────────┴── violation, silence, connection lost ───────────▲
 * </pre>
 *
 * <p>Events go in: frames (this is the decoder's {@link FrameSink}), wishes of the owner, time. What is to be done comes out at
 * the {@link ConnectionListener}, and what is to be written at {@link #pull}. After every call the owner asks {@link
 * #hasOutput} whether there is something to write.
 *
 * <p>Mutable, and confined: one thread at a time, whose owner orders them. Messages come and go five million times a
 * second, and values that are replaced each time would be garbage of the same rate.
 */
public final class ConnectionState implements FrameSink {
    private final Outbound outbound;
    private final Streams streams;
    private final OutgoingRequests asked;
    private final IncomingRequests owed;
    private final Arrivals arrivals;
    private final Lifetime lifetime;
    private final Liveness liveness;

    /** Begins; {@code nowNanos} is of the clock that {@link #tick} goes by. */
    public ConnectionState(WireIdentity identity, WireSettings settings, ConnectionListener listener, long nowNanos) {
        Ids ids = new Ids(identity.role());
        outbound = new Outbound(this::wrote);
        streams = new Streams(settings, ids, outbound, listener);
        var streamFrames = new StreamFrames(streams, ids, outbound, listener);
        asked = new OutgoingRequests(settings.limits(), ids, outbound, listener);
        owed = new IncomingRequests(settings.limits(), ids, outbound, listener);
        liveness = new Liveness(settings.timing(), nowNanos);
        var tables = new Lifetime.Tables(ids, outbound, streams, asked, owed);
        lifetime = new Lifetime(identity, settings, listener, tables, liveness);
        arrivals = new Arrivals(lifetime, liveness, streamFrames, listener);
    }

    private void wrote(StreamState stream) {
        streams.wrote(stream);
    }

    // What comes.

    @Override
    public void data(long id, boolean more, Form form, byte[] array, int offset, int length) {
        arrivals.data(id, more, form, array, offset, length);
    }

    @Override
    public void frame(Frame frame) {
        arrivals.frame(frame);
    }

    @Override
    public void badStreamFrame(long id, int charge, WireFault fault) {
        arrivals.badStreamFrame(id, charge, fault);
    }

    @Override
    public void badConnection(WireFault fault) {
        arrivals.badConnection(fault);
    }

    /**
     * No more bytes come. What is open fails, as nothing can be answered any more.
     *
     * @param insideFrame whether the last frame is not whole
     */
    public void endOfInput(boolean insideFrame) {
        lifetime.endOfInput(insideFrame);
    }

    /** The transport has failed. */
    public void lost(String why) {
        lifetime.lost(new WireFault(WireError.CONNECTION_LOST, why));
    }

    /** Time has passed. Called a few times a second; what has a deadline ends at most one call late. */
    public void tick(long nowNanos) {
        lifetime.tick(nowNanos);
    }

    // Streams.

    /**
     * Opens a stream. Messages may be sent at once. {@link #release} is owed.
     *
     * @throws WireException if none can be opened now; certainly not processed
     */
    public StreamState open(Invocation invocation, @Nullable Object attachment) throws WireException {
        requireOpen();
        return streams.open(invocation, attachment);
    }

    private void requireOpen() throws WireException {
        WireFault refusal = lifetime.refusal();
        if (refusal != null) {
            throw new WireException(refusal);
        }
    }

    /** Sends messages, or none of them. Neither the list nor their bytes change until they are written. */
    public Sent send(StreamState stream, List<Payload> messages) {
        return streams.send(stream, messages);
    }

    /** The same with one message. */
    public Sent send(StreamState stream, Payload message) {
        return send(stream, List.of(message));
    }

    /** Sends no more; what waits is written first. */
    public void close(StreamState stream) {
        streams.close(stream);
    }

    /** Wants no more: what still comes is dropped. */
    public void cancel(StreamState stream, String reason) {
        streams.cancel(stream, reason);
        lifetime.settle();
    }

    /** Ends both directions at once. The listener is not told. */
    public void abort(StreamState stream, WireFault fault) {
        streams.abort(stream, fault);
        lifetime.settle();
    }

    /**
     * Messages of the stream are used up. May be said of many at once, but not later than when nothing more has come: the other
     * side may have no credit left, and the first credit is small.
     *
     * @param charge what {@link ConnectionListener#message} said of them, added up
     */
    public void consumed(StreamState stream, long charge) {
        streams.consumed(stream, charge);
    }

    /**
     * The owner needs the stream no more: what is still open of it is ended, what it held counts as used up. Owed once for
     * every stream that was opened or accepted, however it ended; until then it counts as open on this side.
     */
    public void release(StreamState stream) {
        streams.release(stream);
        lifetime.settle();
    }

    // Requests.

    /**
     * Asks for an answer.
     *
     * @param service whether a kernel service is meant
     * @throws WireException if it cannot be sent now; certainly not processed
     */
    public OutgoingRequest request(boolean service, Invocation invocation, @Nullable Object attachment)
            throws WireException {
        requireOpen();
        return asked.send(service, invocation, attachment);
    }

    /** Wants no answer any more. It is rejected at once, unless it was answered. */
    public void cancel(OutgoingRequest request) {
        asked.give(request, new WireFault(WireError.CANCELLED, "the caller cancelled it"));
        lifetime.settle();
    }

    /** Answers a request. @return false if the answer is too large, and a fault that says so was sent in its place */
    public boolean respond(IncomingRequest request, Payload payload) {
        return owed.respond(request, payload);
    }

    /** Answers a request badly. */
    public void reject(IncomingRequest request, WireFault fault) {
        owed.reject(request, fault);
    }

    // Changed keys.

    /** Tells of a change. If an older one of the same key still waits, only this one is told. */
    public void changed(Frame.KeyChanged change) throws WireException {
        requireOpen();
        BinaryBodies.checkSize(change, outbound.theirs().maxFrameBytes());
        outbound.add(change);
    }

    /** A change that came is used up. */
    public void consumed(int charge) {
        streams.inbound().consume(charge);
    }

    // The whole.

    /** Begins nothing new and accepts nothing new; ends when what runs has ended, or after the time for that. */
    public void goAway(String message) {
        lifetime.goAway(message);
    }

    /** Whether {@link #pull} would write something. */
    public boolean hasOutput() {
        return outbound.hasOutput();
    }

    /** How many streams are in line to write; a few of them may turn out to have nothing any more. */
    public int streamsInLine() {
        return outbound.turns.inLine();
    }

    /** Writes frames until the output is full or there are no more. */
    public void pull(FrameEncoder encoder, FrameOutput output) {
        if (outbound.pull(encoder, output)) {
            liveness.took();
            lifetime.settle();
        }
    }

    /** All that was charged to the other side's total for the connection. */
    long sentBytes() {
        return outbound.credit().charged();
    }

    /** All that was counted against this side's total for the connection. */
    long receivedBytes() {
        return streams.inbound().receivedBytes();
    }

    /** What is open and held at this moment. */
    public Occupancy occupancy() {
        return new Occupancy(
                streams.openCount(),
                streams.heldCount(),
                asked.count(),
                owed.count(),
                owed.bytes(),
                streams.inbound().heldBytes(),
                streams.queuedBytes());
    }
}
