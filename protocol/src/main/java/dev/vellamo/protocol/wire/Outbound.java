package dev.vellamo.protocol.wire;

import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be written, and in which order: control frames first; then requests, responses and Opens in the order of
 * their sending, and the streams in turn, each of these two with the same share of bytes if both have something.
 */
final class Outbound {

    /** Longest frame that is written, whatever the other side allows: others wait for it. */
    static final int MAX_FRAME_BYTES = 64 << 10;

    final ControlLane control = new ControlLane();
    final WriteTurns turns = new WriteTurns();
    private final ArrayDeque<Envelope> envelopes = new ArrayDeque<>();
    private final KeyChanges changes = new KeyChanges();
    private final Consumer<StreamState> streamWrote;
    private SendCredit credit = new SendCredit(0);
    private WireLimits theirs = WireLimits.DEFAULT;
    private boolean preambleWritten;
    private boolean sealed;
    /** By how many bytes the envelopes are ahead of the streams. */
    private int envelopeLead;

    /** Nothing waits yet; {@code streamWrote} is told of every stream that wrote frames. */
    Outbound(Consumer<StreamState> streamWrote) {
        this.streamWrote = streamWrote;
    }

    /** The other side's hello is there. */
    void limit(WireLimits limits) {
        theirs = limits.withFramesUpTo(MAX_FRAME_BYTES);
        credit = new SendCredit(limits.connectionCreditBytes());
    }

    WireLimits theirs() {
        return theirs;
    }

    SendCredit credit() {
        return credit;
    }

    void add(Envelope envelope) {
        if (!sealed) {
            envelopes.add(envelope);
        }
    }

    /** Returns whether it had not begun, so that the other side never hears of it. */
    boolean withdraw(long id) {
        return envelopes.removeIf(envelope -> envelope.id() == id && !envelope.hasBegun());
    }

    void add(Frame.KeyChanged change) {
        changes.add(change);
    }

    /** Returns false if there cannot be such a total. */
    boolean grant(long total) {
        boolean possible = credit.grant(total);
        turns.unpark();
        return possible;
    }

    /** Whether {@link #pull} would write something. */
    boolean hasOutput() {
        return !control.isEmpty()
                || !envelopes.isEmpty()
                || (credit.isOpen() && !changes.isEmpty())
                || turns.current(credit.isOpen()) != null;
    }

    /**
     * Writes until the output is full or nothing is left.
     *
     * @return whether anything was written
     */
    boolean pull(FrameEncoder encoder, FrameOutput output) {
        if (!preambleWritten && hasOutput()) {
            encoder.preamble(output);
            preambleWritten = true;
        }
        boolean wrote = false;
        while (!output.isFull() && writeOne(encoder, output)) {
            wrote = true;
        }
        return wrote;
    }

    private boolean writeOne(FrameEncoder encoder, FrameOutput output) {
        Frame control = this.control.next();
        if (control != null) {
            encoder.frame(control, output);
            return true;
        }
        return envelopeLead <= 0
                ? writeEnvelope(encoder, output) || writeStream(encoder, output)
                : writeStream(encoder, output) || writeEnvelope(encoder, output);
    }

    private boolean writeEnvelope(FrameEncoder encoder, FrameOutput output) {
        if (writeChange(encoder, output)) {
            return true;
        }
        Envelope first = envelopes.peek();
        if (first == null) {
            return false;
        }
        Frame frame = first.next(theirs.maxFrameBytes());
        encoder.frame(frame, output);
        envelopeLead = Math.min(MAX_FRAME_BYTES, envelopeLead + BinaryBodies.lengthOf(frame));
        if (first.isWritten()) {
            envelopes.remove();
            first.written();
        }
        return true;
    }

    private boolean writeChange(FrameEncoder encoder, FrameOutput output) {
        Frame.KeyChanged change = credit.isOpen() ? changes.next() : null;
        if (change == null) {
            return false;
        }
        int cost = WireLimits.HEADER_BYTES + BinaryBodies.lengthOf(change);
        credit.charge(cost);
        encoder.frame(change, output);
        envelopeLead = Math.min(MAX_FRAME_BYTES, envelopeLead + cost);
        return true;
    }

    private boolean writeStream(FrameEncoder encoder, FrameOutput output) {
        StreamState stream = turns.current(credit.isOpen());
        if (stream == null) {
            return false;
        }
        int cost = WireLimits.HEADER_BYTES;
        if (stream.sending.isAtItsClose()) {
            encoder.frame(new Frame.Close(stream.id()), output);
            stream.sending.end(credit);
        } else {
            // Nothing new comes to wait meanwhile. So unless an envelope does already, the whole turn is written at
            // once.
            int bytes = envelopes.isEmpty() && changes.isEmpty() ? stream.turnBytes : 1;
            cost = stream.sending.write(stream.id(), theirs, credit, encoder, output, bytes);
        }
        turns.spent(cost);
        envelopeLead = Math.max(0, envelopeLead - cost);
        streamWrote.accept(stream);
        return true;
    }

    /** The connection ends badly: what waits is pointless, but for what says so. */
    void seal(@Nullable Frame last) {
        control.clear();
        turns.clear();
        envelopes.clear();
        changes.clear();
        if (last != null) {
            control.add(last);
        }
        seal();
    }

    /** The connection ends: what waits is still written, and nothing is added. */
    void seal() {
        control.seal();
        sealed = true;
    }
}
