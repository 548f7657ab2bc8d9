package dev.vellamo.benchmarks.streams;

import dev.vellamo.io.link.ChannelTransport;
import dev.vellamo.io.streams.LinkSettings;
import dev.vellamo.io.streams.OpenLink;
import dev.vellamo.io.streams.RequestHandler;
import dev.vellamo.io.streams.StreamConnection;
import dev.vellamo.io.streams.StreamConnection.Connected;
import dev.vellamo.io.streams.StreamConnection.Ended;
import dev.vellamo.io.streams.StreamConnection.Handlers;
import dev.vellamo.io.streams.StreamConnection.News;
import dev.vellamo.io.streams.StreamHandler;
import dev.vellamo.protocol.wire.Invocation;
import dev.vellamo.protocol.wire.InvocationContext;
import dev.vellamo.protocol.wire.Payload;
import dev.vellamo.protocol.wire.WireIdentity;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/** Credit-controlled streams of Pekko Streams at both ends, over a Unix socket of the JDK. */
final class VellamoPeer implements StreamPeer {

    private static final Invocation CALL = Invocation.of(InvocationContext.of("benchmark", "stream"), Payload.EMPTY);
    private static final Invocation ASK =
            Invocation.of(InvocationContext.of("benchmark", "echo"), Payload.bytes(new byte[64]));
    private static final long INCARNATION = 1;

    @Override
    public void serve(Path socket, int messageBytes, Runnable listening) throws IOException {
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            listening.run();
            var message = ByteString.fromArrayUnsafe(new byte[messageBytes]);
            StreamHandler sending = invocation ->
                    CompletableFuture.completedFuture(Flow.fromSinkAndSource(Sink.ignore(), Source.repeat(message)));
            RequestHandler answering =
                    request -> request.respond(request.invocation().arguments());
            var end = new End(
                    server.accept(),
                    WireIdentity.host(INCARNATION, 1, null),
                    Handlers.NONE.withStreams(sending).withRequests(answering));
            end.ended.join();
        }
    }

    @Override
    public PeerClient connect(Path socket, int messageBytes) throws IOException {
        var channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        return new Client(new End(channel, WireIdentity.child(INCARNATION, 0, null), Handlers.NONE));
    }

    /** One end of the connection, with an actor system of its own. */
    private static final class End {
        private final CompletableFuture<OpenLink> connected = new CompletableFuture<>();
        private final CompletableFuture<String> ended = new CompletableFuture<>();
        private final ActorSystem<News> system;

        End(SocketChannel channel, WireIdentity identity, Handlers handlers) throws IOException {
            var transport = ChannelTransport.of(channel);
            system = ActorSystem.create(
                    Behaviors.setup(context -> {
                        context.spawn(
                                StreamConnection.create(
                                        transport, LinkSettings.of("peer", identity), handlers, context.getSelf()),
                                "connection");
                        return news();
                    }),
                    "benchmark");
        }

        private Behavior<News> news() {
            return Behaviors.receive(News.class)
                    .onMessage(Connected.class, now -> {
                        connected.complete(now.link());
                        return Behaviors.same();
                    })
                    .onMessage(Ended.class, now -> {
                        ended.complete(now.reason().toString());
                        return Behaviors.stopped();
                    })
                    .build();
        }
    }

    private static final class Client implements PeerClient {
        private final End end;
        private final OpenLink link;

        Client(End end) {
            this.end = end;
            this.link = end.connected.join();
        }

        @Override
        public void read(List<AtomicLong> counts) {
            counts.forEach(count -> open(
                    Sink.foreach(message -> count.lazySet(count.get() + 1 + message.apply(message.length() - 1)))));
        }

        private <T> void open(Sink<ByteString, T> sink) {
            Flow<ByteString, ByteString, NotUsed> stream = link.stream(CALL);
            Source.<ByteString>maybe().via(stream).toMat(sink, Keep.left()).run(end.system);
        }

        @Override
        public void echo(Runnable answered) {
            link.request(false, ASK).answer().thenRun(answered);
        }

        @Override
        public void close() {
            end.system.terminate();
            end.system.getWhenTerminated().toCompletableFuture().join();
        }
    }
}
