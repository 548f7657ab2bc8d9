package dev.vellamo.io.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** What {@link LinkTransport} says, for transports of which both ends are here. */
abstract class LinkTransportContract {

    private static final int MORE_THAN_FITS = 4 << 20;

    /** Two ends that are connected. */
    record Ends(LinkTransport one, LinkTransport other) {}

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private LinkTransport one = MemoryTransport.pair().first();
    private LinkTransport other = one;

    abstract Ends connect() throws IOException;

    @BeforeEach
    void open() throws IOException {
        var ends = connect();
        one = ends.one();
        other = ends.other();
    }

    @AfterEach
    void close() throws InterruptedException {
        one.close();
        other.close();
        threads.shutdown();
        assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void carriesMoreThanItHoldsBothWaysAtOnce() throws Exception {
        var sent = new byte[MORE_THAN_FITS];
        sent[MORE_THAN_FITS - 1] = 7;
        var forth = write(one, sent);
        var back = write(other, sent);
        var there = threads.submit(() -> readAll(other, sent.length));
        var here = threads.submit(() -> readAll(one, sent.length));

        forth.get(10, TimeUnit.SECONDS);
        back.get(10, TimeUnit.SECONDS);
        assertThat(there.get(10, TimeUnit.SECONDS)).isEqualTo(sent);
        assertThat(here.get(10, TimeUnit.SECONDS)).isEqualTo(sent);
    }

    @Test
    void endsAfterAllThatTheOtherSideHadSent() throws Exception {
        one.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
        one.close();

        assertThat(readAll(other, 3)).containsExactly(1, 2, 3);
        assertThat(other.read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }

    @Test
    void triesToWriteWithoutWaiting() throws Exception {
        var bytes = ByteBuffer.wrap(new byte[MORE_THAN_FITS]);
        one.tryWrite(bytes);

        assertThat(bytes.remaining()).isPositive();
        assertThat(readAll(other, bytes.position())).hasSize(bytes.position());
    }

    /** Often, as the close may come at any moment of the read's beginning. */
    @RepeatedTest(200)
    void endsARunningReadWhenItIsClosed() {
        var reading = threads.submit(() -> {
            try {
                return one.read(ByteBuffer.allocate(1));
            } catch (IOException closed) {
                return -1;
            }
        });
        one.close();

        assertThat(reading).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(-1);
    }

    /** Whether the read has begun to wait, or not, when both come. */
    @RepeatedTest(50)
    void readsWhatComesTogetherWithTheEnd() throws Exception {
        var reading = threads.submit(() -> readAll(other, 3));
        one.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
        one.close();

        assertThat(reading.get(10, TimeUnit.SECONDS)).containsExactly(1, 2, 3);
        assertThat(other.read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }

    @Test
    void usesNoProcessorWhileItWaits() throws Exception {
        var reader = new CompletableFuture<Long>();
        var reading = threads.submit(() -> {
            reader.complete(Thread.currentThread().getId());
            return one.read(ByteBuffer.allocate(1));
        });
        assertThatThrownBy(() -> reading.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        var usedNanos = ManagementFactory.getThreadMXBean().getThreadCpuTime(reader.join());

        assertThat(Duration.ofNanos(usedNanos)).isLessThan(Duration.ofMillis(100));
        other.write(ByteBuffer.wrap(new byte[] {7}));
        assertThat(reading.get(10, TimeUnit.SECONDS)).isEqualTo(1);
    }

    @Test
    void endsARunningWriteWhenItIsClosed() {
        var writing = write(one, new byte[MORE_THAN_FITS]);
        one.close();

        assertFails(writing);
    }

    @Test
    void failsARunningWriteWhenTheOtherSideCloses() {
        var writing = write(one, new byte[MORE_THAN_FITS]);
        other.close();

        assertFails(writing);
    }

    @Test
    void failsOrEndsForEverAfterItWasClosed() {
        one.close();
        one.close();

        assertThatThrownBy(() -> one.write(ByteBuffer.allocate(1))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> one.read(ByteBuffer.allocate(1))).isInstanceOf(IOException.class);
    }

    private Future<?> write(LinkTransport end, byte[] bytes) {
        return threads.submit((Callable<Object>) () -> {
            end.write(ByteBuffer.wrap(bytes));
            return bytes;
        });
    }

    private static void assertFails(Future<?> running) {
        assertThatThrownBy(() -> running.get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(IOException.class);
    }

    private static byte[] readAll(LinkTransport end, int length) throws IOException {
        var all = ByteBuffer.allocate(length);
        while (all.hasRemaining()) {
            if (end.read(all) < 0) {
                throw new IOException("ended after " + all.position() + " bytes");
            }
        }
        return all.array();
    }
}
