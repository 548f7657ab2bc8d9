package dev.vellamo.protocol.wire;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One end of a connection with an owner that notes what it is told. */
class Peer implements ConnectionListener {
    static final WireLimits SMALL = new WireLimits(16 << 10, 40_000, 1_000, 1 << 20, 50, 20, 100_000, 150_000);

    final ConnectionState state;
    final Role role;
    final FrameDecoder decoder;
    FrameEncoder encoder;

    /** What happened, a line each. */
    final List<String> events = new ArrayList<>();

    final Map<Long, StreamState> streams = new HashMap<>();
    final Map<Long, List<Bytes>> received = new HashMap<>();
    final Map<Long, Long> unconsumed = new HashMap<>();
    final List<IncomingRequest> requests = new ArrayList<>();
    Function<StreamState, @Nullable WireFault> onOpen = stream -> null;
    Function<Invocation, @Nullable WireFault> onCall = invocation -> null;
    boolean consumesAtOnce = true;

    @Nullable
    WireFault end;

    Peer(WireIdentity identity, WireSettings settings, Codec codec) {
        role = identity.role();
        decoder = role == Role.HOST ? new DetectingDecoder(settings.limits()) : codec.decoder(settings.limits());
        encoder = codec.encoder();
        state = new ConnectionState(identity, settings, this, 0);
    }

    static Peer of(Role role, WireSettings settings) {
        return of(role, settings, Codec.BINARY);
    }

    static Peer of(Role role, WireSettings settings, Codec codec) {
        WireIdentity identity =
                role == Role.HOST ? WireIdentity.host(7, 1, "secret") : WireIdentity.child(7, 0, "secret");
        return new Peer(identity, settings, codec);
    }

    static WireSettings small() {
        return new WireSettings(SMALL, 50, 100_000, 10_000, 1 << 20, WireTiming.DEFAULT);
    }

    /** Everything that can be written now. */
    byte[] output() {
        return output(Integer.MAX_VALUE);
    }

    byte[] output(int limitBytes) {
        var output = new ArrayOutput(limitBytes);
        state.pull(encoder, output);
        return output.take();
    }

    void input(byte... bytes) {
        decoder.decode(bytes, 0, bytes.length, state);
    }

    /** Back and forth until nobody has anything to say. */
    static void converse(Peer one, Peer other) {
        while (one.state.hasOutput() || other.state.hasOutput()) {
            other.input(one.output());
            one.input(other.output());
        }
    }

    StreamState open() {
        try {
            StreamState stream = state.open(call("vat", "stream"), null);
            streams.put(stream.id(), stream);
            return stream;
        } catch (WireException e) {
            throw new AssertionError(e);
        }
    }

    OutgoingRequest ask(Payload payload) {
        try {
            return state.request(false, Invocation.of(InvocationContext.of("vat", "method"), payload), null);
        } catch (WireException e) {
            throw new AssertionError(e);
        }
    }

    static Invocation call(String target, String method) {
        return Invocation.of(InvocationContext.of(target, method), Payload.EMPTY);
    }

    StreamState stream(long id) {
        StreamState stream = streams.get(id);
        if (stream == null) {
            throw new AssertionError("no stream " + id + " here: " + events);
        }
        return stream;
    }

    List<Bytes> received(long id) {
        return received.getOrDefault(id, List.of());
    }

    /** Uses up everything that came. */
    void consumeAll() {
        unconsumed.forEach((id, charge) -> state.consumed(stream(id), charge));
        unconsumed.clear();
    }

    @Override
    public void ready(Hello other) {
        events.add("ready");
    }

    @Override
    public @Nullable WireFault opened(StreamState stream, Invocation invocation) {
        events.add("opened " + stream.id());
        streams.put(stream.id(), stream);
        WireFault fault = onCall.apply(invocation);
        return fault != null ? fault : onOpen.apply(stream);
    }

    @Override
    public void message(StreamState stream, Form form, byte[] array, int offset, int length, int charge) {
        received.computeIfAbsent(stream.id(), id -> new ArrayList<>())
                .add(Bytes.of(Bytes.of(array, offset, length).copy()));
        if (consumesAtOnce) {
            state.consumed(stream, charge);
        } else {
            unconsumed.merge(stream.id(), (long) charge, Long::sum);
        }
    }

    @Override
    public void closed(StreamState stream) {
        events.add("closed " + stream.id());
    }

    @Override
    public void cancelled(StreamState stream, String reason) {
        events.add("cancelled " + stream.id() + " " + reason);
    }

    @Override
    public void failed(StreamState stream, WireFault fault) {
        events.add("failed " + stream.id() + " " + fault.name());
    }

    @Override
    public void writable(StreamState stream) {
        events.add("writable " + stream.id());
    }

    @Override
    public void requested(IncomingRequest request) {
        events.add("requested " + request.id());
        requests.add(request);
        WireFault fault = onCall.apply(request.invocation());
        if (fault != null) {
            state.reject(request, fault);
        }
    }

    @Override
    public void cancelled(IncomingRequest request) {
        events.add("cancelled request " + request.id());
    }

    @Override
    public void answered(OutgoingRequest request, Payload payload) {
        events.add("answered " + request.id() + " " + payload.length());
    }

    @Override
    public void rejected(OutgoingRequest request, WireFault fault) {
        events.add("rejected " + request.id() + " " + fault.name());
    }

    @Override
    public void changed(Frame.KeyChanged change, int charge) {
        Payload value = change.value();
        events.add("changed " + change.key() + " "
                + (value == null ? "deleted" : value.bytes().text()));
        if (consumesAtOnce) {
            state.consumed(charge);
        }
    }

    @Override
    public void goingAway(WireFault reason) {
        events.add("going away");
    }

    @Override
    public void ended(WireFault reason) {
        events.add("ended " + reason.name());
        end = reason;
    }
}
