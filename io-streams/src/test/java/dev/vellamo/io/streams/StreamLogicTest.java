package dev.vellamo.io.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.io.link.Link;
import dev.vellamo.io.link.LinkEnd;
import dev.vellamo.io.link.LinkHandler;
import dev.vellamo.io.link.LinkRequest;
import dev.vellamo.io.link.LinkStream;
import dev.vellamo.io.link.MemoryTransport;
import dev.vellamo.io.link.MessageBatch;
import dev.vellamo.io.link.StreamReceiver;
import dev.vellamo.protocol.wire.Frame;
import dev.vellamo.protocol.wire.Hello;
import dev.vellamo.protocol.wire.Invocation;
import dev.vellamo.protocol.wire.Payload;
import dev.vellamo.protocol.wire.WireError;
import dev.vellamo.protocol.wire.WireFault;
import dev.vellamo.protocol.wire.WireIdentity;
import dev.vellamo.protocol.wire.WireSettings;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The stage of the host beside a plain link as the child, whose every step the test decides. */
class StreamLogicTest {

    private static final int HEADER = 16;
    private static final int FIRST_CREDIT = 4 << 10;
    /** Goes out though it is more than the first credit. */
    private static final int FIRST = 100 << 10;
    /** Is handed over when nothing more has come, and not at once. */
    private static final int PART_OF_A_BATCH = 16_000;

    private final ActorTestKit kit = ActorTestKit.create();
    private final MemoryTransport.Pair transports = MemoryTransport.pair();
    private final Child child = new Child();
    private final Link link =
            Link.start(LinkEnd.of("host", WireIdentity.child(7, 0, null)), transports.second(), child);
    private final End host = End.host(kit, transports.first(), WireSettings.DEFAULT);

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
        link.cut("the test is over");
        Talk.await(link.released().toCompletableFuture());
    }

    @Test
    void emitsWhatCameBeforeTheConnectionWasLost() {
        var here = host.open();
        var messages =
                IntStream.range(0, 100).mapToObj(i -> Payload.text("m" + i)).toList();
        child.stream().send(messages);
        assertThat(here.hear()).isEqualTo("m0");
        transports.second().close();
        assertThat(host.ended().name()).isEqualTo("CONNECTION_LOST");

        IntStream.range(1, 100).forEach(i -> assertThat(here.hear()).isEqualTo("m" + i));
        assertThat(here.hearsAFailure().is(WireError.CONNECTION_LOST)).isTrue();
    }

    @Test
    void completesAfterAllThatCameThoughTheConnectionHasEndedMeanwhile() {
        var here = host.open();
        var over = new CompletableFuture<String>();
        var messages =
                IntStream.range(0, 100).mapToObj(i -> Payload.text("m" + i)).toList();
        child.stream().send(messages);
        child.stream().close();
        child.stream().whenOver(() -> over.complete("both directions have ended"));
        assertThat(here.hear()).isEqualTo("m0");
        here.complete();
        Talk.await(over);
        host.connection.tell(new StreamConnection.GoAway("done"));
        assertThat(host.ended().name()).isEqualTo("GOING_AWAY");

        IntStream.range(1, 100).forEach(i -> assertThat(here.hear()).isEqualTo("m" + i));
        here.hearsTheEnd();
    }

    @Test
    void pullsNoMoreThanTheOtherSideTakes() {
        var pulled = new AtomicInteger();
        Source.range(0, Integer.MAX_VALUE)
                .map(i -> {
                    pulled.incrementAndGet();
                    return ByteString.fromArray(new byte[1024]);
                })
                .via(host.link().stream(End.CALL))
                .runWith(Sink.ignore(), kit.system());
        child.stream();
        child.awaitBytes(4 << 10);

        // Its first credit, one message beyond it, what may wait in the link and one more, and a batch.
        var queued = WireSettings.DEFAULT.sendQueueBytes() / (1024 + 256);
        assertThat(pulled.get()).isLessThanOrEqualTo(5 + queued + 1 + 52);
    }

    @Test
    void goesOnWhenALaterSendFindsTheRoomThatAnEarlierOneDidNot() {
        var here = host.open();
        here.say(bytes(FIRST));
        child.awaitBytes(FIRST + 2 * HEADER);
        // None of these may go out. The last one finds no room, after the next one was already asked for.
        here.say(bytes(20 << 10));
        here.say(bytes(220 << 10));
        here.say(bytes(PART_OF_A_BATCH));
        heardTwice(here);
        // Credit for one of them: now there is room, but not so much that the stage is told.
        child.consumes((FIRST + 2 * HEADER - FIRST_CREDIT + 1_000) / 2);
        child.awaitBytes(FIRST + (20 << 10) + 3 * HEADER);

        here.say(bytes(PART_OF_A_BATCH));
        here.say("last");
        child.consumesAll();

        child.awaitBytes(FIRST + (240 << 10) + 2 * PART_OF_A_BATCH + "last".length() + 10 * HEADER);
    }

    private static ByteString bytes(int count) {
        return ByteString.fromArray(new byte[count]);
    }

    /** Everything that the stage had still to do is done: the second message came after the first one was heard. */
    private void heardTwice(Talk here) {
        for (var text : List.of("one", "two")) {
            child.stream().send(List.of(Payload.text(text)));
            assertThat(here.hear()).isEqualTo(text);
        }
    }

    /** A child that takes one stream and consumes nothing, unless the test says so. */
    private static final class Child implements LinkHandler, StreamReceiver {
        private final CompletableFuture<LinkStream> opened = new CompletableFuture<>();
        private final CompletableFuture<WireFault> failed = new CompletableFuture<>();
        private long bytes;
        private long consumed;
        private boolean consumesAll;

        LinkStream stream() {
            return Talk.await(opened);
        }

        synchronized void awaitBytes(long enough) {
            var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            try {
                while (bytes < enough) {
                    assertThat(System.nanoTime())
                            .as("%s bytes came, and not %s", bytes, enough)
                            .isLessThan(end);
                    TimeUnit.NANOSECONDS.timedWait(this, end - System.nanoTime());
                }
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
        }

        synchronized void consumes(long charge) {
            consumed += charge;
            stream().consumed(charge);
        }

        synchronized void consumesAll() {
            consumesAll = true;
            consumes(bytes - consumed);
        }

        @Override
        public void opened(LinkStream stream, Invocation invocation) {
            stream.accept(this);
            opened.complete(stream);
        }

        @Override
        public synchronized void received(MessageBatch batch) {
            bytes += batch.charge();
            if (consumesAll) {
                consumes(batch.charge());
            }
            notifyAll();
        }

        @Override
        public void failed(WireFault fault) {
            failed.complete(fault);
        }

        @Override
        public void closed() {}

        @Override
        public void cancelled(String reason) {}

        @Override
        public void writable() {}

        @Override
        public void ready(Hello other) {}

        @Override
        public void requested(LinkRequest request) {}

        @Override
        public void cancelled(LinkRequest request) {}

        @Override
        public void changed(Frame.KeyChanged change) {}

        @Override
        public void goingAway(WireFault reason) {}

        @Override
        public void ended(WireFault reason) {}
    }
}
