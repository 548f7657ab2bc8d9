package dev.vellamo.io.channel;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.io.transport.PeerCredentials;
import dev.vellamo.protocol.capdata.ErrorCode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A world around a {@link ChannelState}: clients, connections and receivers that do what a random sequence says, and a
 * model of what must come out.
 */
final class ChannelSimulation extends SimulatedConnections {
    private static final int MAX_ROUNDS = 10_000;
    private static final int MAX_CHUNK_UNITS = 5;
    private static final int MAX_CHUNK_COST =
            MAX_CHUNK_UNITS * (MAX_UNIT_BYTES + UnitBatch.UNIT_OVERHEAD_BYTES) + MAX_UNIT_BYTES;

    private record Taken(long session, List<Integer> units, boolean isEnd) {}

    private final Random random;
    private final Map<Long, Taken> outstanding = new TreeMap<>();
    private final List<TestReply<?>> requests = new ArrayList<>();
    private final List<Runnable> checks = new ArrayList<>();
    private final Set<Long> endsDelivered = new HashSet<>();

    ChannelSimulation(ChannelSettings.Clients count, long seed) {
        super(count);
        this.random = new Random(seed);
        run(state.acceptReady());
    }

    void step(int choice) {
        switch (choice) {
            case 0, 1 -> connect();
            case 2, 3, 4, 5 ->
                pick(client -> client.mayRead && client.inputOpen).ifPresent(this::sendChunk);
            case 6 -> pick(client -> client.inputOpen).ifPresent(id -> endInput(id, Optional.empty()));
            case 7 -> pick(client -> client.inputOpen).ifPresent(this::die);
            case 8 -> pick(client -> client.outputOpen).ifPresent(this::endOutput);
            case 9, 10, 11 -> receive(1 + random.nextInt(4));
            case 12 -> read();
            case 13, 14, 15 -> anyOutstanding().ifPresent(this::consume);
            case 16 -> anyOutstanding().ifPresent(this::giveBack);
            case 17 -> run(state.write("answer", request()));
            case 18 -> pick(client -> true).ifPresent(id -> run(state.sessionWrite(id, "answer", request())));
            case 19 -> pick(client -> true).ifPresent(id -> run(state.sessionClose(id, request())));
            case 20 -> pick(client -> true).ifPresent(id -> run(state.timeUp(id)));
            default -> holdOver();
        }
        checkBounds();
    }

    /** Everybody leaves and everything is received. */
    void drain() {
        leaveAll();
        for (int round = 0; round < MAX_ROUNDS && !isAllDelivered(); round++) {
            leaveAll();
            receive(3);
            List.copyOf(outstanding.keySet()).forEach(this::consume);
        }
        assertThat(clients.values()).allMatch(client -> client.available.isEmpty());
        assertThat(endsDelivered).isEqualTo(clients.keySet());
        assertThat(state.bufferedBytes()).isZero();
        assertThat(state.connectedSessions()).isZero();
        assertThat(acceptAsked || holding).as("a new client can come").isTrue();
    }

    void close() {
        run(state.close(request()));
        leaveAll();
        assertThat(state.connectedSessions()).isZero();
        run(state.closeDone(Optional.empty()));
        assertThat(requests).allMatch(TestReply::isAnswered);
    }

    private boolean isAllDelivered() {
        return outstanding.isEmpty()
                && endsDelivered.equals(clients.keySet())
                && clients.values().stream().allMatch(client -> client.available.isEmpty());
    }

    private void connect() {
        if (acceptAsked) {
            acceptAsked = false;
            run(state.arrived(PeerCredentials.UNKNOWN));
        }
    }

    private void holdOver() {
        if (holding) {
            holding = false;
            run(state.holdOver());
        }
    }

    private void sendChunk(long id) {
        var client = client(id);
        client.mayRead = false;
        var units = new UnitBatch(0);
        for (int left = random.nextInt(MAX_CHUNK_UNITS + 1); left > 0; left--) {
            client.available.add(client.sent);
            units.add(client.sent++, 1 + random.nextInt(MAX_UNIT_BYTES));
        }
        client.partialBytes = random.nextInt(MAX_UNIT_BYTES);
        run(state.chunkRead(id, new Decoded(units, client.partialBytes, Optional.empty())));
    }

    private void endInput(long id, Optional<SessionFailure> why) {
        var client = client(id);
        client.inputOpen = false;
        client.partialBytes = 0;
        client.endAvailable = true;
        run(state.inputEnded(id, why));
    }

    private void endOutput(long id) {
        client(id).outputOpen = false;
        run(state.outputEnded(id));
    }

    private void die(long id) {
        endInput(id, Optional.of(new SessionFailure(ErrorCode.IO_FAILED, "reset")));
    }

    private void leaveAll() {
        for (long id : List.copyOf(clients.keySet())) {
            if (client(id).inputOpen) {
                endInput(id, Optional.empty());
            }
            if (client(id).outputOpen) {
                endOutput(id);
            }
        }
    }

    private void receive(int max) {
        run(state.receive(max, this.<ReceivedUnits>checked(units -> delivered(units, max))));
    }

    private void read() {
        run(state.read(1, this.<Optional<ReceivedUnits>>checked(units -> units.ifPresent(some -> delivered(some, 1)))));
    }

    private void delivered(ReceivedUnits units, int max) {
        var client = client(units.session());
        var numbers = units.units().stream().map(Integer.class::cast).toList();
        assertThat(numbers.size()).isLessThanOrEqualTo(max);
        assertThat(units.ended()).isEqualTo(numbers.isEmpty());
        if (units.ended()) {
            assertThat(client.available).isEmpty();
            assertThat(client.endAvailable).isTrue();
            client.endAvailable = false;
            endsDelivered.add(units.session());
        } else {
            assertThat(numbers)
                    .isEqualTo(client.available.stream().limit(numbers.size()).toList());
            numbers.forEach(client.available::remove);
        }
        if (isOne) {
            assertThat(clients.keySet().stream()
                            .filter(id -> id < units.session())
                            .map(this::client))
                    .as("older sessions come first")
                    .allMatch(older -> older.available.isEmpty() && !older.endAvailable);
        }
        outstanding.put(units.receipt(), new Taken(units.session(), numbers, units.ended()));
    }

    private void consume(long receipt) {
        outstanding.remove(receipt);
        run(state.consumed(receipt));
    }

    private void giveBack(long receipt) {
        var taken = requireNonNull(outstanding.remove(receipt));
        var client = client(taken.session());
        client.available.addAll(taken.units());
        client.endAvailable |= taken.isEnd();
        if (taken.isEnd()) {
            endsDelivered.remove(taken.session());
        }
        run(state.returned(receipt));
    }

    private void checkBounds() {
        // Each session may read one chunk past the limit; one that was told to end no longer counts as the one client.
        long readers = isOne ? 1 + count(client -> client.told) : clients.size();
        assertThat(state.bufferedBytes())
                .isLessThanOrEqualTo(BUFFER_BYTES + readers * (MAX_CHUNK_COST + Delivery.END_COST_BYTES));
        if (state.bufferedBytes() == 0) {
            assertThat(clients.values().stream().filter(client -> client.inputOpen && !client.told))
                    .as("an empty buffer stalls nobody")
                    .allMatch(client -> client.mayRead);
        }
    }

    private void run(List<ChannelAction> actions) {
        actions.forEach(action -> action.carryOut(this));
        var due = List.copyOf(checks);
        checks.clear();
        due.forEach(Runnable::run);
    }

    private <T> TestReply<T> request() {
        var reply = new TestReply<T>();
        requests.add(reply);
        return reply;
    }

    private <T> Reply<T> checked(Consumer<T> onSuccess) {
        var reply = this.<T>request();
        return new Reply<>() {
            @Override
            public void succeed(T value) {
                reply.succeed(value);
                checks.add(() -> onSuccess.accept(value));
            }

            @Override
            public void fail(ErrorCode code, String message) {
                reply.fail(code, message);
            }
        };
    }

    private Optional<Long> pick(Predicate<Client> fitting) {
        var ids =
                clients.keySet().stream().filter(id -> fitting.test(client(id))).toList();
        return ids.isEmpty() ? Optional.empty() : Optional.of(ids.get(random.nextInt(ids.size())));
    }

    private Optional<Long> anyOutstanding() {
        var receipts = List.copyOf(outstanding.keySet());
        return receipts.isEmpty() ? Optional.empty() : Optional.of(receipts.get(random.nextInt(receipts.size())));
    }
}
