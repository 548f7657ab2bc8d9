package dev.vellamo.kernel.state;

import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.crank.StreamLimits;
import dev.vellamo.protocol.crank.StreamSignal;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The streams between vats and host code: opens them, and takes what one end says to the other.
 *
 * <p>A stream holds nothing but itself: its target may be dropped while it is open.
 */
final class Streams {

    private final Outbox outbox;
    private final ArrayDeque<VatStreams> ready = new ArrayDeque<>(4);

    Streams(Outbox outbox) {
        this.outbox = outbox;
    }

    /** A vat opens a stream. */
    void open(VatRecord vat, long number, KernelObject target, KernelMessage opening) {
        var opener = vat.streams().opens(number);
        if (vat.streams().isFull()) {
            refuse(opener, tooMany(vat));
            return;
        }
        open(opener, target, opening);
        if (opener.other() != null) {
            vat.streams().enters(opener);
        }
    }

    /** Opens a stream to an object, or says at once why not. */
    void open(StreamEnd opener, KernelObject target, KernelMessage opening) {
        var refusal = refusal(target, opening);
        var vat = target.vat();
        if (refusal != null || vat == null) {
            refuse(opener, refusal == null ? noStreams(target) : refusal);
            return;
        }
        var handler = vat.streams().isOpenedTo(target);
        StreamEnd.connect(opener, handler);
        Routing.bringOpening(handler, target, opening);
    }

    private void refuse(StreamEnd opener, Fault reason) {
        opener.hear(new StreamSignal.Failed(reason), this);
    }

    private static @Nullable Fault refusal(KernelObject target, KernelMessage opening) {
        var gone = Routing.refusal(target, opening);
        if (gone != null) {
            return gone;
        }
        var vat = target.vat();
        if (vat == null) {
            return noStreams(target);
        }
        if (!vat.isUp()) {
            return Fault.of(
                    ErrorCode.VAT_RESTARTED,
                    "no stream was opened to \"" + opening.method() + "\": vat " + vat.label()
                            + " is down at the moment, and a stream does not wait");
        }
        return vat.streams().isFull() ? tooMany(vat) : null;
    }

    private static Fault noStreams(KernelObject target) {
        var host = target.host();
        return Fault.of(
                ErrorCode.STREAMING_UNSUPPORTED,
                (host == null ? target.text() : host.label()) + " takes no streams; objects of vats do");
    }

    private static Fault tooMany(VatRecord vat) {
        return Fault.of(
                ErrorCode.LIMIT_REACHED,
                "no stream was opened: vat " + vat.label() + " has " + StreamLimits.MAX_STREAMS
                        + " open already (MAX_STREAMS)");
    }

    /** An end says something, which is legal. On a stream that is over it goes nowhere. */
    void say(StreamEnd from, StreamSignal signal) {
        var to = from.other();
        if (to == null) {
            return;
        }
        var wasUnheard = from.rights().sendsNoMore();
        var wasUnread = from.rights().readsNoMore();
        var illegal = from.rights().say(signal);
        if (illegal != null) {
            throw new IllegalStateException("an end of a stream " + illegal + ", and passed the check");
        }
        if (signal instanceof StreamSignal.Data || signal instanceof StreamSignal.Close) {
            pass(signal, to, wasUnheard);
        } else if (signal instanceof StreamSignal.Failed) {
            to.hear(signal, this);
            end(from, to);
            return;
        } else {
            answer(signal, from, to, wasUnread);
        }
        if (from.rights().isOver()) {
            end(from, to);
        }
    }

    /** What goes the way of the messages. */
    private void pass(StreamSignal signal, StreamEnd to, boolean wasUnheard) {
        if (signal instanceof StreamSignal.Close) {
            to.rights().otherSendsNoMore();
        }
        if (!wasUnheard) {
            to.hear(signal, this);
        }
    }

    /** What goes the other way. */
    private void answer(StreamSignal signal, StreamEnd from, StreamEnd to, boolean wasUnread) {
        if (signal instanceof StreamSignal.Credit credit) {
            to.rights().granted(credit.totalBytes());
        } else {
            from.dropMessages();
            to.rights().otherReadsNoMore();
        }
        if (!wasUnread) {
            to.hear(signal, this);
        }
    }

    private static void end(StreamEnd one, StreamEnd other) {
        one.ended();
        other.ended();
    }

    /** Streams that were opened to this object end. */
    void revoked(KernelObject object) {
        var vat = object.vat();
        if (vat == null || vat.isEnded()) {
            return;
        }
        var reason =
                Fault.of(ErrorCode.OBJECT_REVOKED, object.text() + ", to which the stream was opened, was revoked");
        for (var end : vat.streams().all()) {
            if (end.isOpenedTo(object)) {
                fail(end, reason);
                end.hear(new StreamSignal.Failed(reason), this);
            }
        }
    }

    /** The heap of a vat is lost. */
    void lost(VatRecord vat, ErrorCode code, Fault reason) {
        var lost = vat.takeStreams();
        if (lost == null) {
            return;
        }
        var what = "vat " + vat.label()
                + (code == ErrorCode.VAT_RESTARTED ? " lost its heap, and its streams" : " ended, and its streams")
                + " with it";
        var fault = new Fault(code.name(), null, what, reason);
        for (var end : lost.all()) {
            fail(end, fault);
        }
        lost.end();
    }

    private void fail(StreamEnd from, Fault reason) {
        var to = from.other();
        if (to != null) {
            to.hear(new StreamSignal.Failed(reason), this);
            end(from, to);
        }
    }

    void leaves(Outgoing.Signal signal) {
        outbox.add(signal);
    }

    /** Something waits for a vat. */
    void isReady(VatStreams streams) {
        ready.add(streams);
    }

    /** Brings to vats what an entry left for them. */
    void bringAll() {
        for (var next = ready.poll(); next != null; next = ready.poll()) {
            next.bring(this);
        }
    }
}
