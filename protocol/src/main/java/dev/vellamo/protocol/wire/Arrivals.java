package dev.vellamo.protocol.wire;

import org.jspecify.annotations.Nullable;

/** Takes the frames that come to those whom they concern, and ends the connection if they break its rules. */
final class Arrivals implements FrameSink {
    private final Lifetime lifetime;
    private final Liveness liveness;
    private final StreamFrames streams;
    private final OutgoingRequests asked;
    private final IncomingRequests owed;
    private final Outbound outbound;
    private final Inbound inbound;
    private final ConnectionListener listener;

    Arrivals(Lifetime lifetime, Liveness liveness, StreamFrames streams, ConnectionListener listener) {
        this.lifetime = lifetime;
        this.liveness = liveness;
        this.streams = streams;
        this.listener = listener;
        Lifetime.Tables tables = lifetime.tables();
        asked = tables.asked();
        owed = tables.owed();
        outbound = tables.outbound();
        inbound = tables.streams().inbound();
    }

    @Override
    public void data(long id, boolean more, Form form, byte[] array, int offset, int length) {
        liveness.heard();
        if (!lifetime.isReady()) {
            tooEarly();
        } else if (!streams.data(id, more, form, array, offset, length)) {
            lifetime.violated(tooMuch());
        } else {
            lifetime.settle();
        }
    }

    @Override
    public void frame(Frame frame) {
        liveness.heard();
        if (frame instanceof Frame.GoingAway goingAway) {
            lifetime.otherLeaves(goingAway);
        } else if (!lifetime.isReady()) {
            early(frame);
        } else {
            WireFault fault = arrived(frame, lifetime.leaving());
            if (fault != null) {
                lifetime.violated(fault);
            }
        }
        lifetime.settle();
    }

    private void early(Frame frame) {
        if (frame instanceof Frame.Greeting greeting && !lifetime.isOver()) {
            lifetime.greeted(greeting.hello());
        } else {
            tooEarly();
        }
    }

    private void tooEarly() {
        lifetime.violated(new WireFault(WireError.PROTOCOL, "a frame came before the hello"));
    }

    @Override
    public void badStreamFrame(long id, int charge, WireFault fault) {
        liveness.heard();
        if (!lifetime.isReady()) {
            tooEarly();
        } else if (!inbound.receive(charge)) {
            lifetime.violated(tooMuch());
        } else {
            inbound.consume(charge);
            streams.bad(id, fault);
            lifetime.settle();
        }
    }

    @Override
    public void badConnection(WireFault fault) {
        lifetime.violated(fault);
    }

    /**
     * Takes a frame to its place.
     *
     * @param refusal why nothing new is accepted, or {@code null}
     * @return what is wrong with the envelope, or {@code null}
     */
    private @Nullable WireFault arrived(Frame frame, @Nullable WireFault refusal) {
        String wrong = null;
        switch (frame.type()) {
            case REQUEST, SERVICE_REQUEST -> wrong = owed.request((Frame.Request) frame, refusal);
            case RESPONSE -> wrong = asked.response((Frame.Response) frame);
            case ERROR -> wrong = asked.failure((Frame.Failure) frame);
            case PART -> wrong = part((Frame.Part) frame);
            case CANCEL_REQUEST -> wrong = owed.cancel((Frame.CancelRequest) frame);
            case PING -> outbound.control.pong(((Frame.Ping) frame).number());
            case PONG -> {}
            case KEY_CHANGED -> {
                return changed((Frame.KeyChanged) frame);
            }
            case CREDIT -> {
                return credit((Frame.Credit) frame);
            }
            case OPEN -> streams.open((Frame.Open) frame, refusal);
            case CLOSE -> streams.close((Frame.Close) frame);
            case CANCEL -> streams.cancel((Frame.Cancel) frame);
            case ABORT -> streams.abort((Frame.Abort) frame);
            case HELLO, GOING_AWAY, DATA -> wrong = "a second hello";
        }
        return wrong == null ? null : new WireFault(WireError.PROTOCOL, wrong);
    }

    private @Nullable String part(Frame.Part frame) {
        return asked.isBetweenPartsOf(frame.id()) ? asked.part(frame) : owed.part(frame);
    }

    private @Nullable WireFault changed(Frame.KeyChanged frame) {
        int charge = WireLimits.HEADER_BYTES + BinaryBodies.lengthOf(frame);
        if (!inbound.receive(charge)) {
            return tooMuch();
        }
        listener.changed(frame, charge);
        return null;
    }

    private static WireFault tooMuch() {
        return new WireFault(
                WireError.FLOW_CONTROL, "more was sent than all streams of the connection together were granted");
    }

    private @Nullable WireFault credit(Frame.Credit frame) {
        if (frame.id() != 0) {
            streams.credit(frame);
            return null;
        }
        return outbound.grant(frame.totalBytes()) ? null : StreamFrames.badTotal(outbound.credit(), frame.totalBytes());
    }
}
