package dev.vellamo.io.link;

import static dev.vellamo.io.link.LinkSide.answerOf;
import static dev.vellamo.io.link.LinkSide.next;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.protocol.wire.Payload;
import dev.vellamo.protocol.wire.WireError;
import dev.vellamo.protocol.wire.WireFault;
import dev.vellamo.protocol.wire.WireLimits;
import dev.vellamo.protocol.wire.WireSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who was told to wait before it sends more is told when there is room. */
@Timeout(60)
class RoomTest {

    private static final int STREAMS = 16;
    private static final int BULK_STREAMS = 14;
    private static final int BULK_MESSAGES = 200;
    private static final int BULK_BYTES = 1_000;

    /** Lets 16 streams have 16 MiB each on their way, so that none ever waits for credit. */
    private static final WireSettings AMPLE = new WireSettings(
            new WireLimits(64 << 10, 1 << 20, 16 << 20, 1L << 30, STREAMS, 1, 64 << 10, 64 << 10),
            0,
            16 << 20,
            1,
            1,
            WireSettings.DEFAULT.timing());

    private final Gate gate = new Gate();
    private final LinkSide child = LinkSide.child(gate.childEnd(), AMPLE);
    private LinkSide host = child;

    @AfterEach
    void leavesNothing() {
        gate.open();
        LinkSide.end(List.of(host, child));
    }

    private void connect(int sendQueueBytes) {
        var usual = WireSettings.DEFAULT;
        host = LinkSide.host(
                gate,
                new WireSettings(
                        usual.limits(),
                        usual.maxOwnStreams(),
                        usual.streamWindowBytes(),
                        sendQueueBytes,
                        usual.connectionQueueBytes(),
                        usual.timing()));
    }

    @Test
    void whoSendsAloneIsToldBeforeEverythingIsWritten() {
        connect(512 << 10);
        var stream = open();

        assertThat(stream.send(messages(4_096, 1 << 10))).isFalse();

        assertThat(next(host.room)).as("streams with more to write").isEqualTo(1);
    }

    @Test
    void whoSendsLittleIsToldWhileOthersHaveALotToWrite() {
        connect(512 << 10);
        var bulk = Stream.generate(this::open).limit(BULK_STREAMS).toList();
        var little = open();
        bulk.forEach(stream -> stream.send(messages(48, 64 << 10)));
        assertThat(little.send(messages(1_024, 1 << 10))).isFalse();

        assertThat(next(host.room)).as("streams with more to write").isEqualTo(BULK_STREAMS + 1);
    }

    @Test
    void allAreToldWhenNothingIsLeftToWrite() throws InterruptedException {
        sendOnMany();
        gate.open();

        assertThat(toldOnceAllIsWritten()).hasSize(1 + BULK_STREAMS);
    }

    @Test
    void whoCanSendNoMoreIsNotTold() throws InterruptedException {
        var little = sendOnMany();
        little.abort(new WireFault(WireError.CANCELLED, "no more"));
        gate.open();

        assertThat(toldOnceAllIsWritten()).hasSize(BULK_STREAMS);
    }

    @Test
    void whoHasFilledTheRoomAgainIsNotToldOfIt() throws InterruptedException {
        var little = sendOnMany();
        assertThat(little.send(messages(32, 1 << 10))).isFalse();
        gate.open();

        assertThat(toldOnceAllIsWritten()).hasSize(1 + BULK_STREAMS);
    }

    /** A turn of the stream that is returned is being written, and there is room for more, which is not told yet. */
    private LinkStream sendOnMany() throws InterruptedException {
        connect(32 << 10);
        var first = open();
        var little = open();
        var bulk = Stream.generate(this::open).limit(BULK_STREAMS).toList();
        gate.shut();
        first.send(messages(1, 1));
        gate.awaitWrite();
        assertThat(little.send(messages(32, 1 << 10))).isFalse();
        bulk.forEach(stream -> stream.send(messages(BULK_MESSAGES, BULK_BYTES)));
        gate.letOneThrough();
        gate.awaitWrite();
        assertThat(host.room).isEmpty();
        return little;
    }

    private BlockingQueue<Integer> toldOnceAllIsWritten() {
        for (int bulk = 0; bulk < BULK_STREAMS * BULK_MESSAGES; ) {
            bulk += next(child.heard).length() == BULK_BYTES ? 1 : 0;
        }
        var last = host.ask("is that all?");
        next(child.requests).respond(Payload.text("yes"));
        assertThat(answerOf(last)).isEqualTo("yes");
        return host.room;
    }

    private LinkStream open() {
        var stream = host.open();
        next(child.streams);
        return stream;
    }

    private static List<Payload> messages(int count, int bytes) {
        return Collections.nCopies(count, Payload.bytes(new byte[bytes]));
    }

    /** One end of a pair, at which writes wait while it is shut. */
    private static final class Gate implements LinkTransport {

        private final MemoryTransport.Pair pair = MemoryTransport.pair();
        private final BlockingQueue<Integer> writes = new LinkedBlockingQueue<>();
        private final Semaphore passes = new Semaphore(0);
        private volatile boolean isShut;

        LinkTransport childEnd() {
            return pair.second();
        }

        void shut() {
            isShut = true;
        }

        void open() {
            isShut = false;
            passes.release();
        }

        void letOneThrough() {
            passes.release();
        }

        void awaitWrite() throws InterruptedException {
            writes.take();
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            return pair.first().read(into);
        }

        @Override
        public void write(ByteBuffer bytes) throws IOException {
            if (isShut) {
                writes.add(bytes.remaining());
                passes.acquireUninterruptibly();
            }
            pair.first().write(bytes);
        }

        @Override
        public void close() {
            pair.first().close();
        }
    }
}
