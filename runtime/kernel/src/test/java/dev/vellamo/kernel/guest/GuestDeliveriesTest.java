package dev.vellamo.kernel.guest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.guest.frame.FrameAssembly;
import dev.vellamo.guest.frame.ToVat;
import dev.vellamo.guest.frame.VatFrames;
import dev.vellamo.protocol.capdata.CapData;
import dev.vellamo.protocol.capdata.Passable;
import dev.vellamo.protocol.crank.Delivery;
import dev.vellamo.protocol.crank.VatState;
import dev.vellamo.protocol.wire.Payload;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class GuestDeliveriesTest {

    private static final int TURN = 4;

    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final List<String> unsendable = new ArrayList<>();
    private final GuestDeliveries deliveries =
            new GuestDeliveries(TURN, tasks::add, (item, problem) -> unsendable.add(item.label() + ": " + problem));
    private final List<Long> sent = new ArrayList<>();
    private int room = Integer.MAX_VALUE;
    private final FrameAssembly<ToVat> frames = VatFrames.toVat();

    private boolean send(List<Payload> messages) {
        for (var message : messages) {
            var bytes = message.bytes();
            if (frames.add(bytes.array(), bytes.offset(), bytes.length()) instanceof ToVat.Deliver deliver) {
                sent.add(deliver.number());
            }
        }
        room -= messages.size();
        return room > 0;
    }

    private void runAll() {
        for (var task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    private void add(long... numbers) {
        LongStream.of(numbers)
                .forEach(number -> deliveries.add(new GuestDeliveries.Item(
                        number, "d" + number, new ToVat.Deliver(number, new Delivery.Wake()))));
    }

    @Test
    void waitForTheirStream() {
        add(1, 2);
        assertThat(tasks).isEmpty();

        deliveries.sendOn(this::send);
        runAll();
        assertThat(sent).containsExactly(1L, 2L);
    }

    @Test
    void goInOrderSomeAtATime() {
        deliveries.sendOn(this::send);
        add(1, 2, 3, 4, 5, 6);
        assertThat(tasks).hasSize(1);
        tasks.remove().run();
        assertThat(sent).containsExactly(1L, 2L, 3L, 4L);

        runAll();
        assertThat(sent).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
        assertThat(deliveries.size()).isEqualTo(6);
    }

    @Test
    void restUntilTheStreamHasRoomAgain() {
        room = 4;
        deliveries.sendOn(this::send);
        add(1, 2, 3, 4, 5);
        runAll();
        assertThat(sent).containsExactly(1L, 2L, 3L, 4L);
        add(6);
        assertThat(tasks).isEmpty();

        room = 10;
        deliveries.writable();
        runAll();
        assertThat(sent).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    }

    @Test
    void goOnIfTheRoomCameWhileTheyWereSent() {
        room = 4;
        deliveries.sendOn(messages -> {
            var hasRoom = send(messages);
            if (!hasRoom) {
                room = 10;
                deliveries.writable();
            }
            return hasRoom;
        });
        add(1, 2, 3, 4, 5);
        runAll();

        assertThat(sent).containsExactly(1L, 2L, 3L, 4L, 5L);
    }

    @Test
    void areAnsweredInOrder() {
        deliveries.sendOn(this::send);
        add(1, 2);
        runAll();

        assertThat(deliveries.ended(1)).isTrue();
        assertThat(deliveries.ended(1)).isFalse();
        assertThat(deliveries.ended(3)).isFalse();
        assertThat(deliveries.size()).isZero();
    }

    @Test
    void thatAreTooLargeAreNotSent() {
        deliveries.sendOn(this::send);
        var value = CapData.of(new Passable.Bytes(new byte[VatFrames.MAX_STATE_BYTES]));
        var state = new VatState(0, Map.of("baggage.big", value), Set.of());
        deliveries.add(new GuestDeliveries.Item(0, "root", new ToVat.Start(state)));
        add(1);
        runAll();

        assertThat(unsendable).singleElement().asString().contains("root", "MAX_STATE_BYTES of 16777216");
        assertThat(sent).containsExactly(1L);
    }

    @Test
    void thatAreStoppedGoNowhere() {
        deliveries.sendOn(this::send);
        add(1);
        deliveries.stop();
        runAll();
        add(2);
        runAll();

        assertThat(sent).isEmpty();
    }

    @Nested
    class WithAClock {

        private final ArrayDeque<Duration> timers = new ArrayDeque<>();
        private final ArrayDeque<Runnable> due = new ArrayDeque<>();
        private final List<String> missed = new ArrayList<>();

        private DeliveryClock clock(Duration limit) {
            return new DeliveryClock(
                    deliveries,
                    limit,
                    (delay, period, task) -> {
                        timers.add(delay);
                        due.add(task);
                        return () -> due.remove(task);
                    },
                    item -> missed.add(item.label()));
        }

        @Test
        void theOneThatRunsForTooLongIsMissed() {
            var clock = clock(Duration.ofNanos(1));
            deliveries.sendOn(GuestDeliveriesTest.this::send);
            add(1, 2);
            clock.watch();
            clock.watch();
            assertThat(timers).hasSize(1);
            runAll();

            Objects.requireNonNull(due.poll()).run();
            assertThat(missed).containsExactly("d1");
            clock.watch();
            assertThat(due).isEmpty();
        }

        @Test
        void aTimerIsSetAnewForWhatBeganLater() {
            var clock = clock(Duration.ofHours(1));
            deliveries.sendOn(GuestDeliveriesTest.this::send);
            add(1);
            clock.watch();
            runAll();

            Objects.requireNonNull(due.poll()).run();
            assertThat(missed).isEmpty();
            assertThat(timers).hasSize(2);
            assertThat(timers.getLast()).isLessThanOrEqualTo(Duration.ofHours(1));
        }

        @Test
        void noTimerRunsWhileNothingIsOnItsWay() {
            var clock = clock(Duration.ofNanos(1));
            deliveries.sendOn(GuestDeliveriesTest.this::send);
            add(1);
            clock.watch();
            runAll();
            deliveries.ended(1);

            Objects.requireNonNull(due.poll()).run();
            assertThat(missed).isEmpty();
            assertThat(due).isEmpty();
        }

        @Test
        void aStoppedOneMissesNothing() {
            var clock = clock(Duration.ofNanos(1));
            deliveries.sendOn(GuestDeliveriesTest.this::send);
            add(1);
            clock.watch();
            clock.stop();

            assertThat(due).isEmpty();
        }
    }
}
