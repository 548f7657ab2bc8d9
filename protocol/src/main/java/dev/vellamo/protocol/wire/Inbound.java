package dev.vellamo.protocol.wire;

/** What all streams of a connection together may send to this side, and how it is shared among them. */
final class Inbound {
    private final ReceiveCredit credit;
    private final GrantBudget budget;
    private final ControlLane control;
    private final WireLimits limits;

    Inbound(WireSettings settings, ControlLane control) {
        limits = settings.limits();
        credit = new ReceiveCredit(limits.connectionCreditBytes());
        budget = new GrantBudget(settings);
        this.control = control;
    }

    GrantBudget budget() {
        return budget;
    }

    WireLimits limits() {
        return limits;
    }

    /** Returns false if this was more than was granted. */
    boolean receive(int charge) {
        if (!credit.fits(charge, limits.maxMessageBytes())) {
            return false;
        }
        credit.receive(charge);
        return true;
    }

    /**
     * Something is used up, or dropped.
     *
     * <p>The grant is raised once there is as much to grant as the other side has left. With half of the window held by
     * readers that stand still, that is after a quarter of it; and with less than nothing left it is at once, so that the
     * other streams never wait for those readers.
     */
    void consume(long charge) {
        credit.consume(charge);
        long grant = credit.grantable(limits.connectionCreditBytes());
        if (grant > 0 && grant >= credit.left()) {
            credit.grant(grant);
            control.grantConnection(credit.granted());
        }
    }

    /** What the other side has sent and nobody has used up. */
    long heldBytes() {
        return credit.held();
    }

    long receivedBytes() {
        return credit.received();
    }
}
