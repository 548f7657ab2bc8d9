package dev.vellamo.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What streams may have waiting to be written, each and together. */
class SendQueuesTest {

    private static final WireSettings SETTINGS = WireSettings.DEFAULT;
    private static final int MANY = 1_000;
    private static final Payload MESSAGE = Payload.bytes(new byte[16 << 10]);
    /** What one of these messages counts. */
    private static final int COUNTED = MESSAGE.length() + 256;

    private final Peer host = Peer.of(Role.HOST, SETTINGS);
    private final Peer reader = Peer.of(Role.CHILD, SETTINGS);

    @BeforeEach
    void connects() {
        Peer.converse(host, reader);
    }

    private List<StreamState> open(int count) {
        return IntStream.range(0, count).mapToObj(i -> host.open()).toList();
    }

    private void sendUntilToldToWait(StreamState stream) {
        Sent sent = Sent.MORE;
        while (sent == Sent.MORE) {
            sent = host.state.send(stream, MESSAGE);
        }
    }

    private long queued() {
        return host.state.occupancy().queuedBytes();
    }

    @Test
    void oneAloneHasTheQueueOfAStream() {
        StreamState stream = host.open();
        sendUntilToldToWait(stream);

        assertThat(stream.queuedBytes())
                .isBetween(SETTINGS.sendQueueBytes() * 99L / 100, SETTINGS.sendQueueBytes() + (long) COUNTED);
    }

    /** Each sends a message in turn, as those do that are equally busy. */
    @ParameterizedTest
    @CsvSource({"10, 0.92, 0.97", "128, 0.5, 0.54", "500, 0.2, 0.24", "1000, 0.125, 0.16"})
    void thoseThatAreEquallyBusyHaveEqualQueues(int count, double least, double most) {
        Set<StreamState> sending = new LinkedHashSet<>(open(count));
        List<StreamState> streams = List.copyOf(sending);
        while (!sending.isEmpty()) {
            sending.removeIf(stream -> host.state.send(stream, MESSAGE) != Sent.MORE);
        }

        var queues = streams.stream().mapToLong(StreamState::queuedBytes).summaryStatistics();
        assertThat(queues.getMax() - queues.getMin()).isLessThanOrEqualTo(COUNTED);
        assertThat(queues.getAverage() / SETTINGS.sendQueueBytes()).isBetween(least, most);
    }

    @Test
    void manyHaveTogetherNoMoreThanTheConnectionMayAndALittleEach() {
        open(MANY).forEach(this::sendUntilToldToWait);

        long littleEach = (long) SendQueues.LEAST_BYTES + COUNTED;
        assertThat(queued())
                .isBetween(
                        SETTINGS.connectionQueueBytes() * 3 / 4, SETTINGS.connectionQueueBytes() + MANY * littleEach);
    }

    @Test
    void theLastOfManyMaySendALittle() {
        List<StreamState> streams = open(MANY);
        streams.forEach(this::sendUntilToldToWait);

        assertThat(streams.get(MANY - 1).queuedBytes())
                .isBetween((long) SendQueues.LEAST_BYTES, SendQueues.LEAST_BYTES + (long) COUNTED);
    }

    @Test
    void oneHasTheQueueOfAStreamAgainWhenTheOthersAreGivenUp() {
        List<StreamState> streams = open(MANY);
        streams.forEach(this::sendUntilToldToWait);
        streams.subList(1, MANY).forEach(stream -> host.state.release(stream));
        StreamState left = streams.get(0);
        assertThat(queued()).isEqualTo(left.queuedBytes());

        StreamState later = host.open();
        sendUntilToldToWait(later);
        assertThat(later.queuedBytes()).isGreaterThanOrEqualTo(SETTINGS.sendQueueBytes() * 98L / 100);
    }

    @Test
    void allAreToldOfRoomAndNothingWaitsOnceAllIsWritten() {
        List<StreamState> streams = open(MANY);
        streams.forEach(this::sendUntilToldToWait);
        Peer.converse(host, reader);

        assertThat(queued()).isZero();
        assertThat(streams).allSatisfy(stream -> assertThat(host.events).containsOnlyOnce("writable " + stream.id()));
    }

    @Test
    void whatIsSentOnAStreamThatHasEndedDoesNotCount() {
        StreamState stream = host.open();
        host.state.release(stream);

        assertThat(host.state.send(stream, MESSAGE)).isEqualTo(Sent.ENDED);
        assertThat(host.state.occupancy()).isEqualTo(Occupancy.NOTHING);
    }
}
