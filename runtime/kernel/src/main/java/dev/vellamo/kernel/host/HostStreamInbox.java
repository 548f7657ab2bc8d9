package dev.vellamo.kernel.host;

import dev.vellamo.protocol.crank.StreamLimits;
import dev.vellamo.protocol.wire.Bytes;
import dev.vellamo.protocol.wire.ReceiveCredit;
import java.util.ArrayDeque;
import java.util.List;

/** What a vat wrote and downstream has not asked for: at most a window and a message. */
final class HostStreamInbox {

    /** A grant is worth an entry when it opens this much of the window. */
    private static final int GRANT_BYTES = StreamLimits.WINDOW_BYTES / 2;

    private final ReceiveCredit credit = new ReceiveCredit(StreamLimits.WINDOW_BYTES);
    private final ArrayDeque<Bytes> messages = new ArrayDeque<>();

    boolean isEmpty() {
        return messages.isEmpty();
    }

    void add(List<Bytes> some) {
        some.forEach(message -> credit.receive(StreamLimits.chargeOf(message)));
        messages.addAll(some);
    }

    Bytes remove() {
        var message = messages.remove();
        credit.consume(StreamLimits.chargeOf(message));
        return message;
    }

    /** The total of credit that the vat is to be told of, or 0 if that is not worth it. */
    long takeGrant() {
        var grant = credit.grantable(StreamLimits.WINDOW_BYTES);
        if (grant < GRANT_BYTES) {
            return 0;
        }
        credit.grant(grant);
        return credit.granted();
    }

    void clear() {
        messages.clear();
    }
}
