package dev.vellamo.io.channel;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apache.pekko.Done;

/** The clients around a channel's state, to whom its actions are done; checks that each action fits its client. */
abstract class SimulatedConnections implements ChannelEffects {
    static final int BUFFER_BYTES = 2000;
    static final int MAX_UNIT_BYTES = 100;

    /** One client and what the model knows of its session. */
    static final class Client {
        final TreeSet<Integer> available = new TreeSet<>();
        boolean mayRead = true;
        boolean inputOpen = true;
        boolean outputOpen = true;
        boolean told;
        boolean endAvailable;
        int sent;
        int partialBytes;
    }

    final ChannelState state;
    final boolean isOne;
    final Map<Long, Client> clients = new TreeMap<>();
    boolean acceptAsked;
    boolean holding;

    SimulatedConnections(ChannelSettings.Clients count) {
        this.isOne = count == ChannelSettings.Clients.ONE;
        this.state = new ChannelState(new ChannelSettings(
                "x",
                ChannelSettings.Direction.INOUT,
                ChannelSettings.UnitKind.LINE,
                MAX_UNIT_BYTES,
                BUFFER_BYTES,
                count,
                ChannelFixture.HALF_CLOSE));
    }

    Client client(long id) {
        return requireNonNull(clients.get(id));
    }

    long count(Predicate<Client> fitting) {
        return clients.values().stream().filter(fitting).count();
    }

    @Override
    public void acceptNext() {
        assertThat(acceptAsked).isFalse();
        assertThat(state.bufferedBytes()).isLessThan(BUFFER_BYTES);
        acceptAsked = true;
    }

    @Override
    public void holdArrival() {
        holding = true;
    }

    @Override
    public void refuseArrival() {
        holding = false;
    }

    @Override
    public void open(long session) {
        holding = false;
        if (isOne) {
            assertThat(clients.values()).noneMatch(client -> client.inputOpen && !client.told);
        }
        clients.put(session, new Client());
    }

    @Override
    public void readOn(long session) {
        assertThat(state.bufferedBytes() < BUFFER_BYTES || count(client -> client.partialBytes > 0) == 1)
                .isTrue();
        assertThat(client(session).mayRead).isFalse();
        client(session).mayRead = true;
    }

    @Override
    public void send(long session, Object unit, Reply<Done> reply) {
        assertThat(client(session).outputOpen).isTrue();
        reply.succeed(Done.getInstance());
    }

    @Override
    public void broadcast(List<Long> sessions, Object unit, Reply<Done> reply) {
        reply.succeed(Done.getInstance());
    }

    @Override
    public void linger(long session) {
        assertThat(client(session).inputOpen).isFalse();
    }

    @Override
    public void finish(long session) {
        client(session).told = true;
    }

    @Override
    public void cut(long session, String why) {
        client(session).told = true;
    }

    @Override
    public void disconnected(long session) {
        assertThat(client(session).inputOpen || client(session).outputOpen).isFalse();
    }
}
