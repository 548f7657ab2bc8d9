package dev.vellamo.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Two ends, a pipe between them that holds back as many bytes as it likes, and owners who do what they like. After every
 * step it checks what has to hold always, and at the end that everything has ended.
 */
final class Model {
    private static final List<String> VIOLATIONS = List.of(
            WireError.PROTOCOL.name(),
            WireError.FLOW_CONTROL.name(),
            WireError.STREAM_CLOSED.name(),
            WireError.UNKNOWN_STREAM.name(),
            WireError.UNSUPPORTED.name(),
            WireError.DECODE.name());

    /** One end with what its owner remembers, and the bytes on their way to it. */
    private static final class End {
        final Peer peer;
        final Map<Long, List<Bytes>> sent = new HashMap<>();
        final Set<Long> broken = new HashSet<>();
        final Set<Long> released = new HashSet<>();
        final List<OutgoingRequest> asked = new ArrayList<>();
        byte[] arriving = new byte[0];

        End(Peer peer) {
            this.peer = peer;
            peer.consumesAtOnce = false;
        }
    }

    private final Random random;
    private final End host;
    private final End child;

    Model(long seed, Codec codec) {
        random = new Random(seed);
        host = new End(Peer.of(Role.HOST, Peer.small(), codec));
        child = new End(Peer.of(Role.CHILD, Peer.small(), codec));
        Peer.converse(host.peer, child.peer);
    }

    void run(int steps) {
        for (int i = 0; i < steps; i++) {
            boolean first = random.nextBoolean();
            step(first ? host : child, first ? child : host);
            check(host, child);
            check(child, host);
        }
        finish();
    }

    private void step(End end, End other) {
        switch (random.nextInt(12)) {
            case 0 -> open(end);
            case 1, 2, 3 -> send(end);
            case 4 -> consume(end);
            case 5, 6 -> write(end, other);
            case 7, 8 -> read(end);
            case 9 -> ask(end);
            case 10 -> answer(end);
            default -> stop(end);
        }
    }

    private void open(End end) {
        try {
            StreamState stream = end.peer.state.open(Peer.call("vat", "stream"), null);
            end.peer.streams.put(stream.id(), stream);
        } catch (WireException e) {
            assertThat(e.fault().is(WireError.REFUSED)).isTrue();
        }
    }

    private void send(End end) {
        StreamState stream = any(end);
        if (stream != null) {
            var bytes = new byte[random.nextInt(5) == 0 ? random.nextInt(35_000) : random.nextInt(200)];
            random.nextBytes(bytes);
            Sent sent = end.peer.state.send(stream, Payload.bytes(bytes));
            if (sent == Sent.MORE || sent == Sent.FULL) {
                end.sent.computeIfAbsent(stream.id(), id -> new ArrayList<>()).add(Bytes.of(bytes));
            }
        }
    }

    private @Nullable StreamState any(End end) {
        List<StreamState> streams = end.peer.streams.values().stream()
                .filter(stream -> !end.released.contains(stream.id()))
                .sorted((a, b) -> Long.compare(a.id(), b.id()))
                .toList();
        return streams.isEmpty() ? null : streams.get(random.nextInt(streams.size()));
    }

    private void consume(End end) {
        StreamState stream = any(end);
        if (stream != null) {
            Long charge = end.peer.unconsumed.remove(stream.id());
            end.peer.state.consumed(stream, charge == null ? 0 : charge);
        }
    }

    private void write(End end, End other) {
        byte[] output = end.peer.output(1 + random.nextInt(30_000));
        var all = new ByteArrayOutputStream();
        all.writeBytes(other.arriving);
        all.writeBytes(output);
        other.arriving = all.toByteArray();
    }

    private void read(End end) {
        int count = random.nextInt(end.arriving.length + 1);
        end.peer.input(Arrays.copyOf(end.arriving, count));
        end.arriving = Arrays.copyOfRange(end.arriving, count, end.arriving.length);
    }

    private void ask(End end) {
        try {
            var arguments = Payload.bytes(new byte[random.nextInt(50_000)]);
            end.asked.add(end.peer.state.request(
                    false, Invocation.of(InvocationContext.of("vat", "method"), arguments), null));
        } catch (WireException e) {
            assertThat(e.fault().is(WireError.BUSY)).isTrue();
        }
    }

    private void answer(End end) {
        if (!end.asked.isEmpty() && random.nextInt(4) == 0) {
            end.peer.state.cancel(end.asked.get(random.nextInt(end.asked.size())));
        }
        if (!end.peer.requests.isEmpty()) {
            IncomingRequest request = end.peer.requests.remove(0);
            end.peer.state.respond(request, Payload.bytes(new byte[random.nextInt(50_000)]));
        }
    }

    private void stop(End end) {
        StreamState stream = any(end);
        if (stream == null) {
            return;
        }
        switch (random.nextInt(4)) {
            case 0, 1 -> end.peer.state.close(stream);
            case 2 -> {
                host.broken.add(stream.id());
                end.peer.state.cancel(stream, "enough");
            }
            default -> {
                host.broken.add(stream.id());
                release(end, stream);
            }
        }
    }

    private static void release(End end, StreamState stream) {
        end.peer.unconsumed.remove(stream.id());
        end.peer.state.release(stream);
        end.released.add(stream.id());
    }

    /** What holds always: nobody broke a rule, nothing is reordered, nothing is held beyond the grant. */
    private void check(End end, End other) {
        assertThat(end.peer.end).as("%s", end.peer.events).isNull();
        assertThat(end.peer.events).noneMatch(event -> VIOLATIONS.stream().anyMatch(event::endsWith));
        end.peer.received.forEach(
                (id, messages) -> assertThat(other.sent.get(id)).startsWith(messages.toArray(Bytes[]::new)));
        for (StreamState stream : end.peer.streams.values()) {
            ReceiveCredit credit = stream.receiving.credit();
            assertThat(credit.received()).isLessThan(credit.granted() + Peer.SMALL.maxMessageBytes());
            StreamState sender = other.peer.streams.get(stream.id());
            if (sender != null) {
                assertThat(sender.sending.credit().granted()).isLessThanOrEqualTo(credit.granted());
                assertThat(sender.sending.credit().charged())
                        .isLessThan(credit.granted() + Peer.SMALL.maxMessageBytes());
            }
        }
        assertThat(end.peer.state.occupancy().heldBytes())
                .isLessThan(Peer.SMALL.connectionCreditBytes() + Peer.SMALL.maxMessageBytes());
    }

    private void finish() {
        for (int round = 0; round < 3; round++) {
            settle();
            for (End end : List.of(host, child)) {
                end.peer.streams.values().forEach(end.peer.state::close);
                end.peer.requests.forEach(request -> end.peer.state.respond(request, Payload.EMPTY));
                end.peer.requests.clear();
            }
        }
        settle();
        for (End end : List.of(host, child)) {
            List.copyOf(end.peer.streams.values()).forEach(stream -> release(end, stream));
        }
        settle();
        checkEnd(host, child);
        checkEnd(child, host);
    }

    /** Until nobody has anything to write, read or use up. */
    private void settle() {
        boolean busy = true;
        while (busy) {
            host.peer.consumeAll();
            child.peer.consumeAll();
            busy = host.peer.state.hasOutput()
                    || child.peer.state.hasOutput()
                    || host.arriving.length + child.arriving.length > 0;
            write(host, child);
            write(child, host);
            read(host);
            read(child);
        }
    }

    private void checkEnd(End end, End other) {
        assertThat(end.peer.state.occupancy()).isEqualTo(Occupancy.NOTHING);
        other.sent.forEach((id, messages) -> {
            if (!host.broken.contains(id)) {
                assertThat(end.peer.received(id)).isEqualTo(messages);
            }
        });
        assertThat(end.peer.state.sentBytes()).isEqualTo(other.peer.state.receivedBytes());
    }
}
