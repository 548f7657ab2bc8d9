package dev.vellamo.protocol.wire;

import org.jspecify.annotations.Nullable;

/** From the hellos to the end of a connection. */
final class Lifetime {

    private enum Phase {
        GREETING,
        OPEN,
        DRAINING,
        OVER
    }

    private final WireIdentity identity;
    private final WireSettings settings;
    private final ConnectionListener listener;
    private final Tables tables;
    private final Ids ids;
    private final Outbound outbound;
    private final Liveness liveness;
    private final Streams streams;
    private final OutgoingRequests asked;
    private final IncomingRequests owed;
    private Phase phase = Phase.GREETING;
    private boolean otherLeaves;
    private Deadline drain = new Deadline(0);

    Lifetime(
            WireIdentity identity,
            WireSettings settings,
            ConnectionListener listener,
            Tables tables,
            Liveness liveness) {
        this.identity = identity;
        this.settings = settings;
        this.listener = listener;
        this.liveness = liveness;
        this.tables = tables;
        ids = tables.ids();
        outbound = tables.outbound();
        streams = tables.streams();
        asked = tables.asked();
        owed = tables.owed();
        if (identity.role() == Role.CHILD) {
            greet();
        }
    }

    /** What is open on a connection. */
    record Tables(Ids ids, Outbound outbound, Streams streams, OutgoingRequests asked, IncomingRequests owed) {

        boolean isEmpty() {
            return streams.isEmpty() && asked.isEmpty() && owed.isEmpty();
        }
    }

    private void greet() {
        outbound.control.add(new Frame.Greeting(Handshake.hello(identity, settings.limits())));
    }

    boolean isReady() {
        return phase == Phase.OPEN || phase == Phase.DRAINING;
    }

    boolean isOver() {
        return phase == Phase.OVER;
    }

    /** Why nothing new begins on this side, or {@code null}. */
    @Nullable
    WireFault refusal() {
        return switch (phase) {
            case GREETING -> new WireFault(WireError.REFUSED, "the connection is not ready");
            case OPEN -> otherLeaves ? new WireFault(WireError.REFUSED, "the other side is going away") : null;
            case DRAINING -> leaving();
            case OVER -> new WireFault(WireError.CONNECTION_LOST, "the connection has ended");
        };
    }

    /** Why nothing new is accepted, or {@code null}. */
    @Nullable
    WireFault leaving() {
        return phase == Phase.DRAINING
                ? new WireFault(WireError.REFUSED, "this side is going away; try again on another connection")
                : null;
    }

    void greeted(Hello theirs) {
        WireFault refusal = Handshake.refusal(identity, theirs);
        if (refusal != null) {
            violated(refusal);
            return;
        }
        if (identity.role() == Role.HOST) {
            greet();
        }
        outbound.limit(theirs.limits());
        phase = Phase.OPEN;
        listener.ready(theirs);
    }

    void otherLeaves(Frame.GoingAway frame) {
        WireFault fault = frame.fault();
        if (!isReady() || !fault.is(WireError.GOING_AWAY)) {
            end(
                    new WireFault(WireError.CONNECTION_LOST, "the other side closed the connection: " + fault),
                    fault,
                    null);
        } else if (!otherLeaves) {
            otherLeaves = true;
            var refused = new WireFault(WireError.REFUSED, "the other side is going away: " + fault.message());
            asked.refuseAbove(frame.lastId(), refused);
            streams.refuseAbove(frame.lastId(), refused);
            listener.goingAway(fault);
        }
    }

    /** The other side broke the rules of the connection, or is not there: it is told, and that is all. */
    void violated(WireFault fault) {
        end(
                new WireFault(WireError.CONNECTION_LOST, "the connection was closed: " + fault),
                fault,
                new Frame.GoingAway(ids.lastOther(), fault));
    }

    /** When the other side leaves and nothing is open, it does not matter how its transport ends: a socket may be reset. */
    void lost(WireFault reason) {
        if (isReady() && otherLeaves && tables.isEmpty()) {
            end(othersEnd(), othersEnd(), null);
        } else {
            end(reason, reason, null);
        }
    }

    void endOfInput(boolean insideFrame) {
        if (isReady() && tables.isEmpty() && !insideFrame) {
            end(othersEnd(), othersEnd(), null);
        } else {
            lost(new WireFault(
                    WireError.CONNECTION_LOST,
                    "the other side closed the connection" + (insideFrame ? ", inside a frame" : "")));
        }
    }

    private static WireFault othersEnd() {
        return new WireFault(WireError.GOING_AWAY, "the other side closed the connection");
    }

    private void end(WireFault forAll, WireFault reason, Frame.@Nullable GoingAway last) {
        if (phase == Phase.OVER) {
            return;
        }
        phase = Phase.OVER;
        outbound.seal(last);
        streams.failAll(forAll);
        asked.failAll(forAll);
        owed.forgetAll();
        listener.ended(reason);
    }

    void goAway(String message) {
        var fault = new WireFault(WireError.GOING_AWAY, message);
        if (phase == Phase.GREETING) {
            end(fault, fault, new Frame.GoingAway(0, fault));
        } else if (phase == Phase.OPEN) {
            phase = Phase.DRAINING;
            drain = new Deadline(settings.timing().drain().toMillis());
            outbound.control.add(new Frame.GoingAway(ids.lastOther(), fault));
            settle();
        }
    }

    /** After every event: is this the end? */
    void settle() {
        if (outbound.control.isFlooded()) {
            violated(new WireFault(WireError.FLOOD, "the other side causes more answers than it reads"));
        } else if (phase == Phase.DRAINING && tables.isEmpty()) {
            phase = Phase.OVER;
            outbound.seal();
            listener.ended(new WireFault(WireError.GOING_AWAY, "all that was open has ended"));
        }
    }

    void tick(long nowNanos) {
        WireFault dead = isOver() ? null : expired(nowNanos);
        if (dead != null) {
            violated(dead);
        }
        if (!isReady()) {
            return;
        }
        long ping = liveness.ping(nowNanos);
        if (ping != 0) {
            outbound.control.ping(ping);
        }
        asked.expire(nowNanos);
        streams.expire(nowNanos);
        settle();
    }

    private @Nullable WireFault expired(long nowNanos) {
        WireFault dead = liveness.tick(nowNanos, outbound.hasOutput());
        if (dead == null && phase == Phase.GREETING && liveness.isLateWithHello(nowNanos)) {
            return new WireFault(
                    WireError.NOT_RESPONDING,
                    "no hello came within " + settings.timing().hello().toMillis() + " ms");
        }
        if (dead == null && drain.hasPassed(nowNanos)) {
            return new WireFault(WireError.DEADLINE, "not all that was open has ended within " + drain);
        }
        return dead;
    }
}
