package dev.vellamo.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Many streams that always have something to send, between two ends that take turns: a round trip is one turn of each. */
class ManyStreamsTest {

    private static final WireSettings SETTINGS = WireSettings.DEFAULT;
    private static final long WINDOW_BYTES = SETTINGS.limits().connectionCreditBytes();
    /** What the sender writes in a round trip, if it may. */
    private static final int ROUND_TRIP_BYTES = 1 << 20;

    /** What one stream never exceeds in a round trip, as there are many. */
    private static final int MOST_IN_A_ROUND_TRIP = 128 << 10;

    private final Peer host = Peer.of(Role.HOST, SETTINGS);
    private final Reader reader = new Reader();

    @BeforeEach
    void connects() {
        Peer.converse(host, reader);
    }

    private List<StreamState> open(int count) {
        return IntStream.range(0, count).mapToObj(i -> host.open()).toList();
    }

    /** Every stream has something to send all the time; what comes is used up at once, but for who stands still. */
    private void roundTrips(int count, List<StreamState> streams, Payload message) {
        for (int i = 0; i < count; i++) {
            for (StreamState stream : streams) {
                while (stream.queuedBytes() < MOST_IN_A_ROUND_TRIP) {
                    host.state.send(stream, message);
                }
            }
            reader.input(host.output(ROUND_TRIP_BYTES));
            host.input(reader.output());
        }
    }

    private LongSummaryStatistics receivedBy(List<StreamState> streams, Map<Long, Long> before) {
        return streams.stream()
                .mapToLong(stream -> reader.bytesOf(stream) - before.getOrDefault(stream.id(), 0L))
                .summaryStatistics();
    }

    /** So long that a turn more or less does not matter: each stream has twenty of them or more. */
    @ParameterizedTest
    @CsvSource({"64, 600", "1024, 1024", "65536, 1280"})
    void aThousandStreamsGetTheFairShareEach(int messageBytes, int roundTrips) {
        List<StreamState> streams = open(1_000);
        Payload message = Payload.bytes(new byte[messageBytes]);
        roundTrips(100, streams, message);
        Map<Long, Long> before = Map.copyOf(reader.bytes);
        roundTrips(roundTrips, streams, message);

        LongSummaryStatistics got = receivedBy(streams, before);
        assertThat(got.getMin() / got.getAverage()).isBetween(0.8, 1.0);
        assertThat(got.getMax() / got.getAverage()).isBetween(1.0, 1.2);
    }

    @Nested
    class WhenOneOfAHundredReadersStandsStill {

        private static final int ROUND_TRIPS = 500;
        private final Payload message = Payload.bytes(new byte[1 << 10]);

        @Test
        void theOthersGetAsMuchInARoundTripAsBefore() {
            List<StreamState> streams = open(100);
            List<StreamState> others = streams.subList(1, 100);
            roundTrips(100, streams, message);

            Map<Long, Long> start = Map.copyOf(reader.bytes);
            roundTrips(ROUND_TRIPS, streams, message);
            long before = receivedBy(others, start).getSum();
            reader.standsStill(streams.get(0));
            roundTrips(100, streams, message);
            Map<Long, Long> still = Map.copyOf(reader.bytes);
            roundTrips(ROUND_TRIPS, streams, message);
            long after = receivedBy(others, still).getSum();

            assertThat(after).isGreaterThanOrEqualTo(before);
            assertThat(reader.bytesOf(streams.get(0)))
                    .isEqualTo(still.get(streams.get(0).id()));
        }

        @Test
        void whatIsHeldForItStopsGrowing() {
            List<StreamState> streams = open(100);
            roundTrips(100, streams, message);
            reader.standsStill(streams.get(0));
            roundTrips(100, streams, message);
            long held = reader.state.occupancy().heldBytes();
            roundTrips(ROUND_TRIPS, streams, message);

            assertThat(reader.state.occupancy().heldBytes())
                    .isEqualTo(held)
                    .isEqualTo(reader.unused(streams.get(0)))
                    .isBetween(1L, (long) SETTINGS.streamWindowBytes() + (1 << 10) + 16);
        }

        @Test
        void itGetsWhatWaitedWhenItGoesOn() {
            List<StreamState> streams = open(100);
            reader.standsStill(streams.get(0));
            roundTrips(200, streams, message);
            long still = reader.bytesOf(streams.get(0));
            reader.goesOn(streams.get(0));
            roundTrips(200, streams, message);

            assertThat(reader.bytesOf(streams.get(0))).isGreaterThan(still + (200L << 10));
            assertThat(reader.state.occupancy().heldBytes()).isZero();
        }
    }

    @Test
    void readersThatStandStillOneAfterTheOtherHoldAtMostHalfOfTheWindow() {
        List<StreamState> streams = open(300);
        List<StreamState> others = streams.subList(250, 300);
        Payload message = Payload.bytes(new byte[1 << 10]);
        roundTrips(50, streams, message);
        for (StreamState stream : streams.subList(0, 250)) {
            reader.standsStill(stream);
            roundTrips(4, streams, message);
        }

        long oneMessageEach = 250L * ((1 << 10) + WireLimits.HEADER_BYTES);
        assertThat(reader.state.occupancy().heldBytes()).isBetween(4L << 20, WINDOW_BYTES / 2 + oneMessageEach);

        Map<Long, Long> before = Map.copyOf(reader.bytes);
        roundTrips(100, streams, message);
        assertThat(receivedBy(others, before).getSum()).isGreaterThan(95L * (ROUND_TRIP_BYTES / 1_040L * 1_024));
    }

    /** Counts what comes on each stream, and uses it up at once unless it stands still there. */
    private static final class Reader extends Peer {
        private final Map<Long, Long> bytes = new HashMap<>();
        /** What came on streams where it stands still. */
        private final Map<Long, Long> unused = new HashMap<>();

        Reader() {
            super(WireIdentity.child(7, 0, "secret"), SETTINGS, Codec.BINARY);
        }

        void standsStill(StreamState stream) {
            unused.put(stream.id(), 0L);
        }

        void goesOn(StreamState stream) {
            state.consumed(stream(stream.id()), unused(stream));
            unused.remove(stream.id());
        }

        long bytesOf(StreamState stream) {
            return bytes.getOrDefault(stream.id(), 0L);
        }

        long unused(StreamState stream) {
            return unused.getOrDefault(stream.id(), 0L);
        }

        @Override
        public void message(StreamState stream, Form form, byte[] array, int offset, int length, int charge) {
            bytes.merge(stream.id(), (long) length, Long::sum);
            if (unused.containsKey(stream.id())) {
                unused.merge(stream.id(), (long) charge, Long::sum);
            } else {
                state.consumed(stream, charge);
            }
        }
    }
}
