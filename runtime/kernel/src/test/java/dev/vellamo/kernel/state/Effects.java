package dev.vellamo.kernel.state;

import dev.vellamo.protocol.capdata.CapData;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.capdata.Passable;
import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.crank.Effect;
import dev.vellamo.protocol.crank.Settlement;
import dev.vellamo.protocol.crank.StreamSignal;
import dev.vellamo.protocol.wire.Bytes;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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

    /** Opens a stream to the method {@code talk}. */
    static Effect.OpenStream open(long stream, Slot target, Slot... arguments) {
        return new Effect.OpenStream(stream, send(target, "talk", null, arguments));
    }

    static Effect.SignalStream data(long stream, String... messages) {
        return say(
                stream,
                new StreamSignal.Data(Stream.of(messages).map(Bytes::utf8).toList()));
    }

    /** One message of this length. */
    static Effect.SignalStream bulk(long stream, int bytes) {
        return say(stream, new StreamSignal.Data(List.of(Bytes.of(new byte[bytes]))));
    }

    static Effect.SignalStream credit(long stream, long totalBytes) {
        return say(stream, new StreamSignal.Credit(totalBytes));
    }

    static Effect.SignalStream close(long stream) {
        return say(stream, new StreamSignal.Close());
    }

    static Effect.SignalStream cancel(long stream, String reason) {
        return say(stream, new StreamSignal.Cancel(reason));
    }

    static Effect.SignalStream fail(long stream, String code) {
        return say(stream, new StreamSignal.Failed(new Fault(code, null, "because " + code, null)));
    }

    private static Effect.SignalStream say(long stream, StreamSignal signal) {
        return new Effect.SignalStream(stream, signal);
    }
}
