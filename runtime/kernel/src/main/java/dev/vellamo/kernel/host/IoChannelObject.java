package dev.vellamo.kernel.host;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vellamo.io.channel.IoChannel;
import dev.vellamo.io.channel.ReceivedUnits;
import dev.vellamo.io.channel.Reply;
import dev.vellamo.kernel.state.HostCall;
import dev.vellamo.kernel.state.HostObject;
import dev.vellamo.kernel.state.KernelData;
import dev.vellamo.kernel.state.KernelObject;
import dev.vellamo.kernel.state.KernelPromise;
import dev.vellamo.kernel.state.KernelSettlement;
import dev.vellamo.kernel.store.StoredRef;
import dev.vellamo.protocol.capdata.Passable;
import dev.vellamo.vat.Received;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * An IO channel as an object that vats call: the methods of {@link dev.vellamo.vat.IoChannel}. Its sessions are objects of
 * their own, {@link IoSessionObject}.
 */
public final class IoChannelObject implements HostObject {

    private static final Set<String> PURE_METHODS = Set.of("receive", "receiveMany");

    private final HostSide host;
    private final StoredRef.Channel stored;
    private final IoUnits form;
    private final ActorRef<IoChannel.Command> channel;
    private final Map<Long, KernelObject> sessions = new ConcurrentHashMap<>();

    /**
     * A channel's object.
     *
     * @param stored what designates it after a restart of the kernel
     * @param form what its units are
     */
    public IoChannelObject(HostSide host, StoredRef.Channel stored, IoUnits form, ActorRef<IoChannel.Command> channel) {
        this.host = host;
        this.stored = stored;
        this.form = form;
        this.channel = channel;
    }

    @Override
    public String label() {
        return "IO channel \"" + stored.name() + "\"";
    }

    @Override
    public StoredRef stored() {
        return stored;
    }

    /**
     * To wait for units is no effect outside: it tells no client anything, and units count as taken only once the crank
     * that got them is applied. Whatever else there is, a client sees. The short form's {@code read}
     * is among that because {@code write} goes to the session last read from: the two have to stay in order.
     */
    @Override
    public Kind kind(String method) {
        return PURE_METHODS.contains(method) ? Kind.PURE : Kind.UNMARKED;
    }

    @Override
    public void call(HostCall call) {
        var message = call.message();
        var calls = switch (form) {
            case TEXT -> new TextCalls(this, message.result());
            case JSON -> new JsonCalls(this, message.result());
            case BYTES -> new BytesCalls(this, message.result());
        };
        HostCalls.invoke(host, calls, label(), call);
    }

    /** The methods that vats can call; each answers {@code result}. */
    public abstract static class Calls {
        final IoChannelObject self;
        final @Nullable KernelPromise result;

        Calls(IoChannelObject self, @Nullable KernelPromise result) {
            this.self = self;
            this.result = result;
        }

        public void receive() {
            receiveMany(1);
        }

        public void receiveMany(int max) {
            HostCalls.requirePositive(max, self.label());
            self.channel.tell(new IoChannel.Receive(max, HostCalls.reply(self.host, result, this::answer)));
        }

        public void read() {
            self.channel.tell(
                    new IoChannel.Read(1, HostCalls.reply(self.host, result, read -> answerRead(read, false))));
        }

        public void readMany(int max) {
            HostCalls.requirePositive(max, self.label());
            self.channel.tell(
                    new IoChannel.Read(max, HostCalls.reply(self.host, result, read -> answerRead(read, true))));
        }

        final void writeUnit(Object unit) {
            Reply<Done> reply = HostCalls.reply(self.host, result, done -> self.host.fulfil(result, null));
            self.channel.tell(new IoChannel.Write(unit, reply));
        }

        private void answer(ReceivedUnits units) {
            self.settle(result, () -> self.received(units), units.receipt());
        }

        private void answerRead(Optional<ReceivedUnits> read, boolean many) {
            if (read.isEmpty()) {
                self.host.fulfil(result, null);
            } else {
                self.settle(
                        result,
                        () -> self.shortForm(read.get(), many),
                        read.get().receipt());
            }
        }
    }

    /** Of a channel whose units are text. */
    public static final class TextCalls extends Calls {
        TextCalls(IoChannelObject self, @Nullable KernelPromise result) {
            super(self, result);
        }

        public void write(String unit) {
            writeUnit(unit);
        }
    }

    /** Of a channel whose units are bytes. */
    public static final class BytesCalls extends Calls {
        BytesCalls(IoChannelObject self, @Nullable KernelPromise result) {
            super(self, result);
        }

        public void write(byte[] unit) {
            writeUnit(unit);
        }
    }

    /** Of a channel whose unit is {@code json}. */
    public static final class JsonCalls extends Calls {
        JsonCalls(IoChannelObject self, @Nullable KernelPromise result) {
            super(self, result);
        }

        public void write(JsonNode unit) {
            writeUnit(unit);
        }
    }

    private void settle(@Nullable KernelPromise result, Supplier<KernelData> value, long receiptNumber) {
        var receipt = new UnitsReceipt(channel, receiptNumber);
        if (result == null) {
            receipt.returned();
            return;
        }
        KernelData data;
        try {
            data = value.get();
        } catch (RuntimeException e) {
            // Units that have no form as a value never will have one: the caller is told, and they take no room any
            // more.
            receipt.consumed();
            throw e;
        }
        host.settle(result, new KernelSettlement.Fulfilled(data), receipt);
    }

    // Values, in the kernel's form at once: this is where lines come in

    private KernelData received(ReceivedUnits units) {
        var failure = units.failure()
                .map(reason -> reason.code() + ": " + reason.message())
                .orElse("");
        return new KernelData(
                new Passable.Structure(
                        Received.class,
                        List.of(
                                new Passable.Reference(0),
                                unitList(units.units()),
                                new Passable.Immutable(units.ended()),
                                new Passable.Immutable(failure))),
                List.of(session(units)));
    }

    private KernelData shortForm(ReceivedUnits units, boolean many) {
        if (units.ended()) {
            return KernelData.NULL;
        }
        return KernelData.of(many ? unitList(units.units()) : unit(units.units().get(0)));
    }

    private Passable unitList(List<Object> received) {
        if (form == IoUnits.TEXT) {
            return new Passable.ImmutableItems(received);
        }
        var items = new ArrayList<Passable>(received.size());
        received.forEach(unit -> items.add(unit(unit)));
        return new Passable.Sequence(items);
    }

    private Passable unit(Object unit) {
        return switch (form) {
            case TEXT -> new Passable.Immutable(unit);
            case JSON -> host.encode(unit).body();
            case BYTES -> new Passable.Bytes((byte[]) unit);
        };
    }

    private KernelObject session(ReceivedUnits units) {
        var number = units.session();
        if (units.ended()) {
            var known = sessions.remove(number);
            return known == null ? newSession(number) : known;
        }
        return sessions.computeIfAbsent(number, this::newSession);
    }

    private KernelObject newSession(long number) {
        return KernelObject.ofHost(new IoSessionObject(host, label(), number, form, channel));
    }
}
