package dev.vellamo.io.link;

import static dev.vellamo.io.link.LinkSide.await;
import static dev.vellamo.io.link.LinkSide.messages;
import static dev.vellamo.io.link.LinkSide.next;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

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
        host.link().cut("the test is over");
        child.link().cut("the test is over");
        host.isReleased();
        child.isReleased();
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

    /** A thread in whose hands all tasks of the link are until it is released. */
    private static Thread keepBusy(Link link, CountDownLatch release) {
        var working = new CompletableFuture<Void>();
        var thread = new Thread(() -> link.execute(() -> {
            working.complete(null);
            try {
                release.await();
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        }));
        thread.start();
        await(working);
        return thread;
    }

    /** A transport that reads a few bytes at a time, and tells when it waits for more. */
    private static final class BitByBit implements LinkTransport {

        private final LinkTransport whole;
        private volatile int mostBytes = 10;
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
