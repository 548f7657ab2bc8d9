package dev.vellamo.io.link;

import static dev.vellamo.io.link.LinkSide.answerOf;
import static dev.vellamo.io.link.LinkSide.await;
import static dev.vellamo.io.link.LinkSide.messages;
import static dev.vellamo.io.link.LinkSide.next;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.protocol.wire.Payload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages are handed out together when there is nothing more to read, and none is ever kept. */
@Timeout(60)
class GatheringIT {

    @TempDir
    private Path directory = Path.of("");

    private LinkSide host;
    private LinkSide child;
    private BitByBit transport;

    @BeforeEach
    void connect() throws IOException {
        var sockets = SocketPairs.ofJdk(directory.resolve("s"));
        transport = new BitByBit(ChannelTransport.of(sockets.other()));
        host = LinkSide.host(ChannelTransport.of(sockets.one()), 1);
        child = LinkSide.child(transport, 0);
    }

    @AfterEach
    void leavesNothing() {
        LinkSide.end(List.of(host, child));
    }

    @Test
    void messagesThatCameInManyReadsAreReceivedTogether() {
        var stream = host.open();
        next(child.streams);
        stream.send(messages("one", "two", "three", "four", "five"));

        assertThat(next(child.batches)).isEqualTo(5);
        assertThat(child.heard).containsExactly("one", "two", "three", "four", "five");
    }

    @Test
    void aCloseComesAfterWhatWasGathered() {
        var stream = host.open();
        next(child.streams);
        stream.send(messages("one", "two"));
        stream.close();

        assertThat(next(child.heard)).isEqualTo("one");
        assertThat(next(child.heard)).isEqualTo("two");
        assertThat(next(child.heard)).isEqualTo("closed");
    }

    @Test
    void aCancelComesAfterWhatWasGathered() throws InterruptedException {
        transport.readAll();
        var stream = host.open();
        next(child.streams);
        transport.awaitWaiting();
        var hold = transport.hold();
        stream.send(messages("one"));
        transport.awaitHeld();
        stream.cancel("enough");
        hold.countDown();

        assertThat(next(child.heard)).isEqualTo("one");
        assertThat(next(child.heard)).isEqualTo("cancelled enough");
    }

    @Test
    void messagesThatAreDecodedAfterTheReaderBeganToWaitAreReceivedAtOnce() throws InterruptedException {
        transport.readAll();
        var stream = host.open();
        next(child.streams);
        transport.awaitWaiting();
        var release = new CountDownLatch(1);
        var busy = keepBusy(child.link(), release);
        var waits = transport.waits();
        stream.send(messages("x"));
        transport.awaitWaits(waits + 1);
        assertThat(child.heard).isEmpty();

        release.countDown();
        assertThat(next(child.heard)).isEqualTo("x");
        busy.join();
    }

    @Test
    void theOwnerWakesTheReceiversOfManyStreams() throws InterruptedException {
        sendOn(6);

        assertThat(next(child.wokenTogether)).isEqualTo(6);
        assertThat(child.woken).hasValue(6);
    }

    @Test
    void theReceiversOfAFewStreamsAreWokenAtOnce() throws InterruptedException {
        sendOn(3);

        // The request comes later than the messages.
        var later = host.ask("and now?");
        next(child.requests).respond(Payload.text("all awake"));
        assertThat(answerOf(later)).isEqualTo("all awake");
        assertThat(child.woken).hasValue(3);
        assertThat(child.wokenTogether).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 6})
    void aReceiverThatThrowsWhenItIsWokenEndsTheLink(int count) throws InterruptedException {
        child.throwsWhenWoken = true;
        sendOn(count);

        assertThat(await(child.ended).message()).contains("leave me alone");
        for (int i = 0; i < count; i++) {
            assertThat(next(child.heard)).isEqualTo("failed CONNECTION_LOST");
        }
    }

    /** Sends a message on each of so many streams, which are received together. */
    private void sendOn(int count) throws InterruptedException {
        transport.readAll();
        var streams = Stream.generate(host::open).limit(count).toList();
        streams.forEach(stream -> next(child.streams));
        transport.awaitWaiting();
        var hold = transport.hold();
        var written = new CompletableFuture<Void>();
        streams.forEach(stream -> stream.send(messages("x")));
        host.link().execute(() -> written.complete(null));
        await(written);
        transport.awaitHeld();
        hold.countDown();
        for (int i = 0; i < count; i++) {
            assertThat(next(child.heard)).isEqualTo("x");
        }
    }

    @Test
    void messagesWaitForAFewReadsAtMost() {
        var texts = IntStream.range(0, 20).mapToObj(Integer::toString).toArray(String[]::new);
        var stream = host.open();
        next(child.streams);
        stream.send(messages(texts));

        assertThat(next(child.batches)).isBetween(2, 19);
        for (var text : texts) {
            assertThat(next(child.heard)).isEqualTo(text);
        }
    }

    @Test
    void whatIsGatheredOfAStreamThatIsCancelledMeanwhileIsDropped() throws InterruptedException {
        transport.readAll();
        var stream = host.open();
        var taken = next(child.streams);
        transport.awaitWaiting();
        var hold = transport.hold();
        stream.send(messages("x"));
        transport.awaitHeld();
        taken.cancel("enough");
        hold.countDown();

        assertThat(next(host.heard)).isEqualTo("cancelled enough");
        var later = host.ask("and now?");
        next(child.requests).respond(Payload.text("nothing"));
        assertThat(answerOf(later)).isEqualTo("nothing");
        assertThat(child.heard).isEmpty();
    }

    /** A thread in whose hands all tasks of the link are until it is released. */
    private static Thread keepBusy(Link link, CountDownLatch release) {
        var working = new CompletableFuture<Void>();
        var thread = new Thread(() -> link.execute(() -> {
            working.complete(null);
            awaitQuietly(release);
        }));
        thread.start();
        await(working);
        return thread;
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    /** A transport that reads a few bytes at a time, and tells when it waits for more. */
    private static final class BitByBit implements LinkTransport {

        private final LinkTransport whole;
        private volatile int mostBytes = 10;
        private volatile @Nullable CountDownLatch hold;
        private boolean isHeld;
        private int waits;
        private boolean isWaiting;

        BitByBit(LinkTransport whole) {
            this.whole = whole;
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            setWaiting(true);
            try {
                return whole.read(few(into));
            } finally {
                setWaiting(false);
            }
        }

        @Override
        public int tryRead(ByteBuffer into) throws IOException {
            beHeld();
            return whole.tryRead(few(into));
        }

        private ByteBuffer few(ByteBuffer into) {
            return into.limit(Math.min(into.limit(), into.position() + mostBytes));
        }

        void readAll() {
            mostBytes = Integer.MAX_VALUE / 2;
        }

        private synchronized void setWaiting(boolean now) {
            isWaiting = now;
            waits += now ? 1 : 0;
            notifyAll();
        }

        /** Has the thread that reads wait before it looks for more the next time, until the latch is open. */
        synchronized CountDownLatch hold() {
            hold = new CountDownLatch(1);
            return hold;
        }

        synchronized void awaitHeld() throws InterruptedException {
            while (!isHeld) {
                wait();
            }
        }

        private void beHeld() {
            var latch = hold;
            if (latch != null) {
                synchronized (this) {
                    isHeld = true;
                    notifyAll();
                }
                awaitQuietly(latch);
            }
        }

        synchronized int waits() {
            return waits;
        }

        synchronized void awaitWaiting() throws InterruptedException {
            while (!isWaiting) {
                wait();
            }
        }

        synchronized void awaitWaits(int count) throws InterruptedException {
            while (waits < count) {
                wait();
            }
        }

        @Override
        public void write(ByteBuffer bytes) throws IOException {
            whole.write(bytes);
        }

        @Override
        public void tryWrite(ByteBuffer bytes) throws IOException {
            whole.tryWrite(bytes);
        }

        @Override
        public void close() {
            whole.close();
        }
    }
}
