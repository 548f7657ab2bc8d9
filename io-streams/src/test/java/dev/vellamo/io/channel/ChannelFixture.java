package dev.vellamo.io.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.io.channel.ChannelSettings.Clients;
import dev.vellamo.io.channel.ChannelSettings.Direction;
import dev.vellamo.io.channel.ChannelSettings.UnitKind;
import dev.vellamo.io.memory.MemoryClient;
import dev.vellamo.io.memory.MemorySocketTransport;
import dev.vellamo.io.transport.BindOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A channel named x over a transport in memory, in an actor system whose time stands still. */
final class ChannelFixture implements AfterEachCallback {
    static final Path PATH = Path.of("x.sock");
    static final Duration HALF_CLOSE = Duration.ofSeconds(30);
    private static final Duration STEP = Duration.ofSeconds(1);
    private static final Duration REAL_DEADLINE = Duration.ofSeconds(10);
    static final int MAX_UNIT_BYTES = 1024;

    /** What a channel has in these tests unless one says otherwise. */
    record Shape(Direction direction, UnitKind unit, Clients clients, long bufferBytes) {
        static final Shape LINES_OF_ONE = new Shape(Direction.INOUT, UnitKind.LINE, Clients.ONE, 1024 * 1024);

        Shape with(Direction other) {
            return new Shape(other, unit, clients, bufferBytes);
        }

        Shape with(UnitKind other) {
            return new Shape(direction, other, clients, bufferBytes);
        }

        Shape with(Clients other) {
            return new Shape(direction, unit, other, bufferBytes);
        }

        Shape buffering(long bytes) {
            return new Shape(direction, unit, clients, bytes);
        }

        ChannelSettings settings() {
            return new ChannelSettings("x", direction, unit, MAX_UNIT_BYTES, bufferBytes, clients, HALF_CLOSE);
        }
    }

    final ActorTestKit kit = ActorTestKit.create(ManualTime.config());
    final ManualTime time = ManualTime.get(kit.system());
    final TestProbe<IoChannel.Event> events = kit.createTestProbe(IoChannel.Event.class);
    final MemorySocketTransport transport;
    final ActorRef<IoChannel.Command> channel;

    ChannelFixture(Shape shape) {
        this(shape, new MemorySocketTransport());
    }

    ChannelFixture(Shape shape, MemorySocketTransport transport) {
        this.transport = transport;
        this.channel = kit.spawn(
                IoChannel.create(shape.settings(), transport.bind(PATH, BindOptions.PRIVATE), events.ref()), "channel");
        assertThat(events.receiveMessage()).isEqualTo(new IoChannel.Bound("x", PATH.toString()));
    }

    @Override
    public void afterEach(ExtensionContext test) {
        kit.shutdownTestKit();
    }

    MemoryClient connect() {
        return transport.client(PATH);
    }

    /** Lets the channel's time pass in small steps, as what it waits for may not have begun yet. */
    void passTimeUntil(BooleanSupplier condition) {
        long deadline = System.nanoTime() + REAL_DEADLINE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("time of the test").isLessThan(deadline);
            time.timePasses(STEP);
        }
    }

    /** Waits, in real time, for the old listener to be gone. */
    void awaitUnbound() {
        long deadline = System.nanoTime() + REAL_DEADLINE.toNanos();
        while (transport.isBound(PATH)) {
            assertThat(System.nanoTime()).as("time of the test").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    TestReply<ReceivedUnits> receive(int max) {
        var reply = new TestReply<ReceivedUnits>();
        channel.tell(new IoChannel.Receive(max, reply));
        return reply;
    }

    /** The next units, consumed at once. */
    ReceivedUnits next(int max) {
        var units = receive(max).value();
        channel.tell(new IoChannel.Consumed(units.receipt()));
        return units;
    }

    TestReply<Optional<ReceivedUnits>> read() {
        var reply = new TestReply<Optional<ReceivedUnits>>();
        channel.tell(new IoChannel.Read(1, reply));
        return reply;
    }

    /** What the short form gives a vat: the unit, or empty for the end. */
    Optional<Object> readUnit() {
        return read().value()
                .filter(units -> !units.ended())
                .map(units -> units.units().get(0));
    }

    TestReply<Done> write(Object unit) {
        var reply = new TestReply<Done>();
        channel.tell(new IoChannel.Write(unit, reply));
        return reply;
    }

    TestReply<Done> write(long session, Object unit) {
        var reply = new TestReply<Done>();
        channel.tell(new IoChannel.SessionWrite(session, unit, reply));
        return reply;
    }

    TestReply<Done> closeSession(long session) {
        var reply = new TestReply<Done>();
        channel.tell(new IoChannel.SessionClose(session, reply));
        return reply;
    }

    TestReply<Done> close() {
        var reply = new TestReply<Done>();
        channel.tell(new IoChannel.Close(reply));
        return reply;
    }
}
