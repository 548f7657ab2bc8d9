package dev.vellamo.kernel.state;

import dev.vellamo.protocol.capdata.CapData;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.capdata.Passable;
import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.crank.Effect;
import dev.vellamo.protocol.crank.Settlement;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Effects of a write set, in few words. */
final class Effects {

    private Effects() {}

    static CapData list(Slot... slots) {
        var items = IntStream.range(0, slots.length)
                .<Passable>mapToObj(Passable.Reference::new)
                .toList();
        return new CapData(new Passable.Sequence(items), List.of(slots));
    }

    static CapData reference(Slot slot) {
        return new CapData(new Passable.Reference(0), List.of(slot));
    }

    static Effect.Send send(Slot target, String method, @Nullable Slot result, Slot... arguments) {
        return new Effect.Send(target, method, list(arguments), result);
    }

    static Effect.Settle fulfil(Slot promise, Object value) {
        return new Effect.Settle(promise, new Settlement.Fulfilled(CapData.of(new Passable.Immutable(value))));
    }

    /** Fulfils with a list, which may hold promises that it does not become. */
    static Effect.Settle fulfilWithList(Slot promise, Slot... items) {
        return new Effect.Settle(promise, new Settlement.Fulfilled(list(items)));
    }

    static Effect.Settle become(Slot promise, Slot other) {
        return new Effect.Settle(promise, new Settlement.Fulfilled(reference(other)));
    }

    static Effect.Settle reject(Slot promise, String code) {
        return new Effect.Settle(promise, new Settlement.Rejected(new Fault(code, null, "because " + code, null)));
    }

    static Effect.SetTimer every(long timer, Effect.@Nullable Send message) {
        return new Effect.SetTimer(timer, Duration.ofMillis(10), Duration.ofMillis(10), message);
    }

    static Effect.SetTimer after(long timer, Effect.@Nullable Send message) {
        return new Effect.SetTimer(timer, Duration.ofMillis(10), null, message);
    }
}
