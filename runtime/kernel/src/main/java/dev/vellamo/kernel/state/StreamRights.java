package dev.vellamo.kernel.state;

import dev.vellamo.protocol.crank.StreamLimits;
import dev.vellamo.protocol.crank.StreamSignal;
import dev.vellamo.protocol.wire.Bytes;
import dev.vellamo.protocol.wire.SendCredit;
import org.jspecify.annotations.Nullable;

/**
 * What one end of a stream may say.
 *
 * <p>Invariant: what it sent exceeds what the other end granted by less than one message, and it never granted more than a
 * window beyond what was brought to it. So what waits for it in the kernel is at most a window and a message.
 */
final class StreamRights {

    private final SendCredit credit;

    /** What it granted to the other end; bytes since the opening, as all of these. */
    private long grantedToOther;

    private long broughtHere;

    /** It said that it sends no more. */
    private boolean hasClosed;

    /** The other end reads no more, which this one may not have heard. */
    private boolean isUnheard;

    private boolean readsNoMore;

    StreamRights() {
        this(new SendCredit(StreamLimits.WINDOW_BYTES));
        grantedToOther = StreamLimits.WINDOW_BYTES;
    }

    private StreamRights(SendCredit credit) {
        this.credit = credit;
    }

    /** The same, to try out what may be said. */
    StreamRights copy() {
        var copy = new StreamRights(credit.copy());
        copy.grantedToOther = grantedToOther;
        copy.broughtHere = broughtHere;
        copy.hasClosed = hasClosed;
        copy.isUnheard = isUnheard;
        copy.readsNoMore = readsNoMore;
        return copy;
    }

    boolean sendsNoMore() {
        return hasClosed || isUnheard;
    }

    boolean readsNoMore() {
        return readsNoMore;
    }

    boolean isOver() {
        return sendsNoMore() && readsNoMore;
    }

    /** The other end granted this total. */
    void granted(long totalBytes) {
        credit.grant(totalBytes);
    }

    /** So much more was brought to this end. */
    void brought(long bytes) {
        broughtHere += bytes;
    }

    /** The other end sends no more. */
    void otherSendsNoMore() {
        readsNoMore = true;
    }

    /** The other end reads no more. */
    void otherReadsNoMore() {
        isUnheard = true;
    }

    /** Counts what this end says. Returns what is illegal about it, or {@code null}. */
    @Nullable
    String say(StreamSignal signal) {
        if (signal instanceof StreamSignal.Data data) {
            return send(data);
        }
        if (signal instanceof StreamSignal.Credit total) {
            return grant(total.totalBytes());
        }
        if (signal instanceof StreamSignal.Cancel) {
            readsNoMore = true;
            return null;
        }
        if (signal instanceof StreamSignal.Close && hasClosed) {
            return "closes twice";
        }
        hasClosed = true;
        readsNoMore |= signal instanceof StreamSignal.Failed;
        return null;
    }

    private @Nullable String send(StreamSignal.Data data) {
        if (hasClosed) {
            return "sends after its close";
        }
        for (Bytes message : data.messages()) {
            if (message.length() > StreamLimits.MAX_MESSAGE_BYTES) {
                return "sends a message of " + message.length() + " bytes, more than " + StreamLimits.MAX_MESSAGE_BYTES;
            }
            if (!credit.isOpen()) {
                return "sends beyond the " + credit.granted() + " bytes that it was granted";
            }
            credit.charge(StreamLimits.chargeOf(message));
        }
        return null;
    }

    private @Nullable String grant(long totalBytes) {
        if (totalBytes < grantedToOther) {
            return "takes back credit: " + totalBytes + " bytes after " + grantedToOther;
        }
        if (totalBytes > broughtHere + StreamLimits.WINDOW_BYTES) {
            return "grants " + totalBytes + " bytes, more than a window beyond the " + broughtHere + " that it got";
        }
        grantedToOther = totalBytes;
        return null;
    }
}
