package dev.vellamo.io.link;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.protocol.wire.Frame;
import dev.vellamo.protocol.wire.Hello;
import dev.vellamo.protocol.wire.Invocation;
import dev.vellamo.protocol.wire.InvocationContext;
import dev.vellamo.protocol.wire.Payload;
import dev.vellamo.protocol.wire.WireFault;
import dev.vellamo.protocol.wire.WireIdentity;
import dev.vellamo.protocol.wire.WireSettings;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One link of a test, whose owner takes everything and notes what it is told. Time stands still. */
final class LinkSide implements LinkHandler, StreamReceiver {

    static final long INCARNATION = 7;
    private static final long PATIENCE_SECONDS = 20;

    final CompletableFuture<Hello> ready = new CompletableFuture<>();
    final CompletableFuture<WireFault> ended = new CompletableFuture<>();
    final BlockingQueue<LinkRequest> requests = new LinkedBlockingQueue<>();
    final BlockingQueue<LinkRequest> cancelled = new LinkedBlockingQueue<>();
    final BlockingQueue<LinkStream> streams = new LinkedBlockingQueue<>();
    /** Of all streams: each message, and how each stream ended. */
    final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    /** How many messages of a stream came together. */
    final BlockingQueue<Integer> batches = new LinkedBlockingQueue<>();
    /** Streams that were woken, and how many of them together by the owner. */
    final AtomicInteger woken = new AtomicInteger();

    final BlockingQueue<Integer> wokenTogether = new LinkedBlockingQueue<>();
    /** Whether the receivers of its streams break what they promise. */
    volatile boolean throwsWhenWoken;
    /** For each time it was told that there is room: how many streams had more to write. */
    final BlockingQueue<Integer> room = new LinkedBlockingQueue<>();

    final long startNanos = System.nanoTime();
    private @Nullable Link link;

    static LinkSide host(LinkTransport transport, long epoch) {
        return start(LinkEnd.of("test", WireIdentity.host(INCARNATION, epoch, null)), transport);
    }

    static LinkSide host(LinkTransport transport, WireSettings settings) {
        return start(new LinkEnd("test", WireIdentity.host(INCARNATION, 1, null), settings), transport);
    }

    static LinkSide child(LinkTransport transport, long lastEpoch) {
        return start(LinkEnd.of("test", WireIdentity.child(INCARNATION, lastEpoch, null)), transport);
    }

    static LinkSide child(LinkTransport transport, WireSettings settings) {
        return start(new LinkEnd("test", WireIdentity.child(INCARNATION, 0, null), settings), transport);
    }

    private static LinkSide start(LinkEnd end, LinkTransport transport) {
        var side = new LinkSide();
        side.link = Link.start(end, transport, side);
        return side;
    }

    Link link() {
        return requireNonNull(link);
    }

    LinkCall ask(String text, long deadlineMillis) {
        await(ready);
        return link().request(false, invocation(text, deadlineMillis));
    }

    LinkCall ask(String text) {
        return ask(text, 0);
    }

    LinkStream open() {
        await(ready);
        return link().open(invocation("", 0), this);
    }

    private static Invocation invocation(String text, long deadlineMillis) {
        return Invocation.of(InvocationContext.of("object", "method"), Payload.text(text))
                .within(deadlineMillis);
    }

    /** Lets the link's time be that much after its start. */
    void timeIs(long seconds) {
        link().tick(startNanos + TimeUnit.SECONDS.toNanos(seconds));
    }

    /** Ends links, each of which then has to let go of all it held. */
    static void end(List<LinkSide> sides) {
        sides.forEach(side -> side.link().cut("the test is over"));
        sides.forEach(LinkSide::isReleased);
    }

    void isReleased() {
        await(link().released().toCompletableFuture());
    }

    static String answerOf(LinkCall call) {
        return await(call.answer().toCompletableFuture()).bytes().text();
    }

    static WireFault failureOf(LinkCall call) {
        return await(call.answer().toCompletableFuture().handle((answer, failure) -> {
            if (failure instanceof CompletionException wrapped
                    && wrapped.getCause() instanceof LinkException expected) {
                return expected.fault();
            }
            throw new AssertionError("no failure of the call, but " + answer, failure);
        }));
    }

    static <T> T next(BlockingQueue<T> queue) {
        try {
            var next = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(next).as("what is told next").isNotNull();
            return next;
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    static <T> T await(CompletableFuture<T> future) {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException failure) {
            throw new AssertionError("failed: " + failure.getCause(), failure);
        } catch (InterruptedException | TimeoutException failure) {
            throw new AssertionError("not within " + PATIENCE_SECONDS + " s", failure);
        }
    }

    @Override
    public void ready(Hello other) {
        ready.complete(other);
    }

    @Override
    public void opened(LinkStream stream, Invocation invocation) {
        stream.accept(this);
        streams.add(stream);
    }

    @Override
    public void wakeAll(Runnable receivers) {
        var before = woken.get();
        receivers.run();
        wokenTogether.add(woken.get() - before);
    }

    @Override
    public void wakeUp() {
        if (throwsWhenWoken) {
            throw new IllegalStateException("leave me alone");
        }
        woken.incrementAndGet();
    }

    @Override
    public void requested(LinkRequest request) {
        requests.add(request);
    }

    @Override
    public void cancelled(LinkRequest request) {
        cancelled.add(request);
    }

    @Override
    public void changed(Frame.KeyChanged change) {
        heard.add("changed " + change.key());
    }

    @Override
    public void goingAway(WireFault reason) {
        heard.add("going away");
    }

    @Override
    public void ended(WireFault reason) {
        ended.complete(reason);
    }

    @Override
    public void received(MessageBatch batch) {
        for (int i = 0; i < batch.size(); i++) {
            heard.add(new String(batch.array(i), batch.offset(i), batch.length(i), StandardCharsets.UTF_8));
        }
        batches.add(batch.size());
    }

    @Override
    public void closed() {
        heard.add("closed");
    }

    @Override
    public void cancelled(String reason) {
        heard.add("cancelled " + reason);
    }

    @Override
    public void failed(WireFault fault) {
        heard.add("failed " + fault.name());
    }

    @Override
    public void writable() {
        room.add(link().connection().streamsInLine());
    }

    static List<Payload> messages(String... texts) {
        return List.of(texts).stream().map(Payload::text).toList();
    }
}
