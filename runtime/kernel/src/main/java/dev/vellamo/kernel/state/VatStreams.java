package dev.vellamo.kernel.state;

import dev.vellamo.protocol.crank.Delivery;
import dev.vellamo.protocol.crank.StreamLimits;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The streams of one heap of a vat, by its numbers for them: from 1 up those it opened, from -1 down those opened to it.
 *
 * <p>What was said on all of them is brought together, one delivery at a time: while the vat runs one, the next gathers. So a
 * busy stream costs one crank for many messages, and its vat's queue holds no more than one delivery of streams.
 */
final class VatStreams {

    /** With so much in a delivery, what other streams have waits for the next: a crank's work, and a frame of a guest. */
    private static final int BATCH_BYTES = 1 << 20;

    private final VatRecord vat;
    private final Map<Long, VatStreamEnd> byNumber = new LinkedHashMap<>(4);
    private final ArrayDeque<VatStreamEnd> ready = new ArrayDeque<>(4);

    /** What openings that the vat has not run refer to, by their deliveries. */
    private final Map<Long, List<KernelRef>> held = new HashMap<>(2);

    private long lastOwn;
    private long lastBrought;
    private boolean isBringing;

    VatStreams(VatRecord vat) {
        this.vat = vat;
    }

    VatRecord vat() {
        return vat;
    }

    int size() {
        return byNumber.size();
    }

    /** Openings that the vat has not run count, though their streams may be over. */
    boolean isFull() {
        return Math.max(byNumber.size(), held.size()) >= StreamLimits.MAX_STREAMS;
    }

    /** The number of the last stream that the vat opened; 0 if it opened none. */
    long lastOwn() {
        return lastOwn;
    }

    /** Whether there was ever a stream of this number. */
    boolean wasOpened(long number) {
        return number > 0 ? number <= lastOwn : number < 0 && number >= lastBrought;
    }

    /** The end of a stream, or {@code null} if it is over. */
    @Nullable
    VatStreamEnd find(long number) {
        return byNumber.get(number);
    }

    List<VatStreamEnd> all() {
        return List.copyOf(byNumber.values());
    }

    /** The end of a stream that the vat opens. It is in the table once it {@link #enters}. */
    VatStreamEnd opens(long number) {
        lastOwn = number;
        return new VatStreamEnd(this, number, null);
    }

    /** The end of a stream that is opened to an object of the vat. */
    VatStreamEnd isOpenedTo(KernelObject target) {
        lastBrought--;
        var end = new VatStreamEnd(this, lastBrought, target);
        enters(end);
        return end;
    }

    void enters(VatStreamEnd end) {
        byNumber.put(end.number(), end);
    }

    void forget(VatStreamEnd end) {
        byNumber.remove(end.number());
    }

    /** Brings the opening of a stream; what it refers to is held until the vat has run that. */
    void bring(Delivery.StreamOpened opened, List<KernelRef> refs) {
        vat.ledger().hold(refs, false);
        var number = vat.deliver(opened);
        held.put(number, refs);
        vat.deliveries().afterwards(number, () -> vat.ledger().release(held.remove(number), false));
    }

    /** Something waits for this end. */
    void isReady(VatStreamEnd end) {
        ready.add(end);
    }

    /** Brings what waits, if nothing is being brought. */
    void bring(Streams streams) {
        if (isBringing || ready.isEmpty() || vat.streams() != this || !vat.isUp()) {
            return;
        }
        var signals = new ArrayList<Delivery.Signalled>();
        var bytes = 0L;
        for (var end = ready.poll(); end != null; end = bytes < BATCH_BYTES ? ready.poll() : null) {
            bytes += end.takeTo(signals);
        }
        if (signals.isEmpty()) {
            return;
        }
        isBringing = true;
        var number = vat.deliver(new Delivery.StreamSignals(signals));
        vat.deliveries().afterwards(number, () -> {
            isBringing = false;
            streams.isReady(this);
        });
    }

    /** The heap is gone. */
    void end() {
        held.values().forEach(refs -> vat.ledger().release(refs, false));
        held.clear();
        ready.clear();
    }
}
