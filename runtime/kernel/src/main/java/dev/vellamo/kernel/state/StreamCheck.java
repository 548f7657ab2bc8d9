package dev.vellamo.kernel.state;

import dev.vellamo.protocol.crank.Effect;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether a vat may do what a write set says of streams: tries out what it says on each, one after the other. */
final class StreamCheck {

    private final VatStreams streams;
    private final Map<Long, StreamRights> tried = new HashMap<>(4);
    private long lastOwn;

    StreamCheck(VatStreams streams) {
        this.streams = streams;
        this.lastOwn = streams.lastOwn();
    }

    @Nullable
    String illegal(Effect.OpenStream open) {
        var target = open.opening().target();
        if (open.stream() != lastOwn + 1) {
            return "open stream " + open.stream() + " behind " + lastOwn;
        }
        if (target.isPromise() || open.opening().result() != null) {
            return "open stream " + open.stream() + " to a promise, or with a result";
        }
        lastOwn++;
        tried.put(lastOwn, new StreamRights());
        return null;
    }

    /** What is said on a stream that is over goes nowhere, so it is legal: the vat may not have heard of its end. */
    @Nullable
    String illegal(Effect.SignalStream signal) {
        var number = signal.stream();
        var rights = tried.get(number);
        if (rights == null) {
            var end = streams.find(number);
            if (end == null) {
                return streams.wasOpened(number) ? null : "use stream " + number + ", which this vat was never given";
            }
            rights = end.rights().copy();
            tried.put(number, rights);
        }
        var illegal = rights.say(signal.signal());
        return illegal == null ? null : "stream " + number + " " + illegal;
    }
}
