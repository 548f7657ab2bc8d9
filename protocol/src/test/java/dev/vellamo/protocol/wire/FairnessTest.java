package dev.vellamo.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may write, and who waits for whom. */
class FairnessTest {
    private static final WireSettings SETTINGS = WireSettings.DEFAULT;

    private final Peer host = Peer.of(Role.HOST, SETTINGS);
    private final Peer child = Peer.of(Role.CHILD, SETTINGS);

    @BeforeEach
    void connects() {
        Peer.converse(host, child);
    }

    private StreamState bulk(int messages, int length) {
        StreamState stream = host.open();
        Payload message = Payload.bytes(new byte[length]);
        for (int i = 0; i < messages; i++) {
            host.state.send(stream, message);
        }
        return stream;
    }

    /** Written and arrived, but at most this many bytes; what was read is used up. */
    private void flow(int bytes) {
        for (int done = 0; done < bytes && host.state.hasOutput(); ) {
            byte[] output = host.output(1);
            done += output.length;
            child.input(output);
            host.input(child.output());
        }
    }

    private Map<Long, Integer> receivedBytes() {
        Map<Long, Integer> sizes = new HashMap<>();
        child.received.forEach((id, messages) ->
                sizes.put(id, messages.stream().mapToInt(Bytes::length).sum()));
        return sizes;
    }

    @Test
    void streamsWithMessagesOfAnySizeGetTheSameShare() {
        List<StreamState> streams = List.of(bulk(400, 64 << 10), bulk(4_000, 1 << 10), bulk(30_000, 64));
        flow(256 << 10);
        Map<Long, Integer> before = receivedBytes();
        flow(3 << 20);
        Map<Long, Integer> after = receivedBytes();

        var shares = new ArrayList<Integer>();
        for (StreamState stream : streams) {
            shares.add(after.getOrDefault(stream.id(), 0) - before.getOrDefault(stream.id(), 0));
        }
        assertThat(shares.get(0)).isBetween(850_000, 1_200_000);
        assertThat(shares.get(1)).isBetween(850_000, 1_200_000);
        // of 80 bytes each 16 are header
        assertThat(shares.get(2)).isBetween(680_000, 960_000);
    }

    @Test
    void aRequestWaitsForOneFrameBesideABulkStream() {
        bulk(400, 64 << 10);
        bulk(400, 64 << 10);
        flow(1 << 20);
        host.ask(Payload.text("quick"));
        flow(1);

        assertThat(child.requests).hasSize(1);
    }

    @Test
    void aBulkRequestLeavesHalfToTheStreams() {
        bulk(400, 64 << 10);
        flow(1 << 20);
        int before = receivedBytes().values().iterator().next();
        host.ask(Payload.bytes(new byte[2 << 20]));
        flow(2 << 20);
        int after = receivedBytes().values().iterator().next();

        assertThat(after - before).isBetween(900_000, 1_150_000);
    }

    @Test
    void aSmallStreamWaitsForOneTurnOfTheOthers() {
        for (int i = 0; i < 10; i++) {
            bulk(100, 64 << 10);
        }
        flow(4 << 20);
        StreamState small = bulk(1, 10);
        flow(10 * (WriteTurns.TURN_BYTES + (64 << 10)));

        assertThat(child.received(small.id())).hasSize(1);
    }

    @Test
    void oneBusyStreamGetsALargeWindowAndIdleOnesKeepTheirFirst() {
        for (int i = 0; i < 1_000; i++) {
            host.open();
        }
        StreamState busy = bulk(20_000, 64);
        flow(20_000 * 80);

        assertThat(busy.sending.credit().granted() - busy.sending.credit().charged())
                .isGreaterThan(500_000);
    }

    @Test
    void readersThatStandStillHoldAtMostHalfOfTheWindow() {
        List<StreamState> streams = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            streams.add(bulk(300, 64));
        }
        flow(Integer.MAX_VALUE);
        child.consumesAtOnce = false;
        streams.forEach(stream -> send(stream, 1_500));
        flow(Integer.MAX_VALUE);

        long window = SETTINGS.limits().connectionCreditBytes();
        assertThat(child.state.occupancy().heldBytes()).isBetween(1L << 20, window / 2 + 200L * 80);

        child.consumesAtOnce = true;
        StreamState fresh = bulk(50_000, 64);
        flow(Integer.MAX_VALUE);
        assertThat(child.received(fresh.id())).hasSize(50_000);
    }

    private void send(StreamState stream, int messages) {
        Payload message = Payload.bytes(new byte[64]);
        for (int i = 0; i < messages; i++) {
            host.state.send(stream, message);
        }
    }

    @Test
    void grantsDoNotChatter() {
        StreamState stream = bulk(100_000, 64);
        int grants = 0;
        while (host.state.hasOutput()) {
            child.input(host.output(64 << 10));
            byte[] answer = child.output();
            grants += answer.length / 24;
            host.input(answer);
        }
        assertThat(child.received(stream.id())).hasSize(100_000);
        assertThat(grants).isLessThan(30);
    }
}
