package dev.vellamo.io.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.io.link.LinkRequest;
import dev.vellamo.io.link.LinkTransport;
import dev.vellamo.io.streams.StreamConnection.Connected;
import dev.vellamo.io.streams.StreamConnection.Ended;
import dev.vellamo.io.streams.StreamConnection.Handlers;
import dev.vellamo.io.streams.StreamConnection.News;
import dev.vellamo.protocol.wire.Invocation;
import dev.vellamo.protocol.wire.InvocationContext;
import dev.vellamo.protocol.wire.Payload;
import dev.vellamo.protocol.wire.WireFault;
import dev.vellamo.protocol.wire.WireIdentity;
import dev.vellamo.protocol.wire.WireSettings;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/** One end of a connection in a test: accepts every stream as a {@link Talk}. */
final class End {

    static final Invocation CALL = Invocation.of(InvocationContext.of("object", "method"), Payload.EMPTY);
    private static final long INCARNATION = 7;

    final ActorTestKit kit;
    final LinkTransport transport;
    final TestProbe<News> news;
    final ActorRef<StreamConnection.Command> connection;
    final BlockingQueue<Talk> accepted = new LinkedBlockingQueue<>();
    final BlockingQueue<LinkRequest> requests = new LinkedBlockingQueue<>();
    private @Nullable OpenLink link;

    private End(ActorTestKit kit, LinkTransport transport, WireIdentity identity, WireSettings wire) {
        this.kit = kit;
        this.transport = transport;
        this.news = kit.createTestProbe(News.class);
        var handlers = Handlers.NONE.withStreams(this::accept).withRequests(requests::add);
        connection = kit.spawn(StreamConnection.create(
                transport, LinkSettings.of("peer", identity).withWire(wire), handlers, news.ref()));
    }

    static End host(ActorTestKit kit, LinkTransport transport, WireSettings wire) {
        return new End(kit, transport, WireIdentity.host(INCARNATION, 1, null), wire);
    }

    static End child(ActorTestKit kit, LinkTransport transport, WireSettings wire) {
        return new End(kit, transport, WireIdentity.child(INCARNATION, 0, null), wire);
    }

    private CompletionStage<Flow<ByteString, ByteString, NotUsed>> accept(Invocation invocation) {
        var talk = new Talk();
        accepted.add(talk);
        return CompletableFuture.completedFuture(talk.flow());
    }

    OpenLink link() {
        var open = link;
        if (open == null) {
            open = news.expectMessageClass(Connected.class).link();
            link = open;
        }
        return open;
    }

    Talk open() {
        var talk = new Talk();
        talk.flow().join(link().stream(CALL)).run(kit.system());
        return talk;
    }

    Talk accepted() {
        return next(accepted);
    }

    LinkRequest request() {
        return next(requests);
    }

    private static <T> T next(BlockingQueue<T> queue) {
        try {
            var next = queue.poll(10, TimeUnit.SECONDS);
            assertThat(next).as("what the other side began").isNotNull();
            return next;
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    WireFault ended() {
        return news
                .fishForMessage(
                        Duration.ofSeconds(10),
                        told -> told instanceof Ended
                                ? FishingOutcomes.complete()
                                : FishingOutcomes.continueAndIgnore())
                .stream()
                .map(told -> ((Ended) told).reason())
                .findFirst()
                .orElseThrow();
    }
}
