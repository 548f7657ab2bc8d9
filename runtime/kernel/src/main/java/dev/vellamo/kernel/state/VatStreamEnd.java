package dev.vellamo.kernel.state;

import dev.vellamo.protocol.crank.Delivery;
import dev.vellamo.protocol.crank.PendingSignals;
import dev.vellamo.protocol.crank.StreamLimits;
import dev.vellamo.protocol.crank.StreamSignal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An end of a stream in the heap of a vat, with what waits to be brought to it. */
final class VatStreamEnd extends StreamEnd {

    private final VatStreams table;
    private final long number;
    private final @Nullable KernelObject target;
    private final PendingSignals pending = new PendingSignals();
    private boolean isReady;

    /** @param target what it was opened to, at the end that handles it; {@code null} at the end that opened it */
    VatStreamEnd(VatStreams table, long number, @Nullable KernelObject target) {
        this.table = table;
        this.number = number;
        this.target = target;
    }

    VatRecord vat() {
        return table.vat();
    }

    long number() {
        return number;
    }

    boolean isOpenedTo(KernelObject object) {
        return target == object;
    }

    @Override
    void hear(StreamSignal signal, Streams streams) {
        if (!isReady) {
            isReady = true;
            table.isReady(this);
            streams.isReady(table);
        }
        pending.add(signal);
    }

    @Override
    void dropMessages() {
        pending.dropMessages();
    }

    @Override
    void ended() {
        super.ended();
        table.forget(this);
    }

    /** Moves what waits to a delivery. Returns what its messages are charged. */
    long takeTo(List<Delivery.Signalled> signals) {
        isReady = false;
        var first = signals.size();
        pending.drainTo(signal -> signals.add(new Delivery.Signalled(number, signal)));
        var bytes = 0L;
        for (var signalled : signals.subList(first, signals.size())) {
            bytes += StreamLimits.chargeOf(signalled.signal());
        }
        rights().brought(bytes);
        return bytes;
    }
}
