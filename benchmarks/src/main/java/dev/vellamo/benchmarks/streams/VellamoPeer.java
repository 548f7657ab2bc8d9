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
import dev.vellamo.protocol.wire.WireSettings;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/** Credit-controlled streams of Pekko Streams at both ends, over a Unix socket of the JDK. */
final class VellamoPeer implements StreamPeer {

    private static final Invocation CALL = Invocation.of(InvocationContext.of("benchmark", "stream"), Payload.EMPTY);
    private static final Invocation ASK =
            Invocation.of(InvocationContext.of("benchmark", "echo"), Payload.bytes(new byte[ECHO_BYTES]));
    private static final long INCARNATION = 1;

    @Override
    public PeerServer listen(Path socket, Messages messages) throws IOException {
        var server = RawSockets.JDK.listen(socket);
        var strings = messages.in(ByteString::fromArrayUnsafe);
        StreamHandler sending = invocation -> CompletableFuture.completedFuture(
                Flow.fromSinkAndSource(Sink.ignore(), Source.fromIterator(strings::stream)));
        RequestHandler answering =
                request -> request.respond(request.invocation().arguments());
        var threads = RawThreads.one("accepts");
        threads.closing(server);
        threads.run(() -> {
            var settings = LinkSettings.of("client", WireIdentity.host(INCARNATION, 1, null));
            var handlers = Handlers.NONE.withStreams(sending).withRequests(answering);
            threads.closing(new End(server.accept(), settings, handlers));
        });
        return new PeerServer() {
            @Override
            public String address() {
                return socket.toString();
            }

            @Override
            public void close() {
                threads.close();
            }
        };
    }

    @Override
    public PeerClient connect(String address, Messages messages, Load load) throws IOException {
        var settings = LinkSettings.of("server", WireIdentity.child(INCARNATION, 0, null));
        var usual = WireSettings.DEFAULT;
        var small = new WireSettings(
                usual.limits(),
                usual.maxOwnStreams(),
                Window.SMALL_BYTES,
                usual.sendQueueBytes(),
                usual.connectionQueueBytes(),
                usual.timing());
        var channel = RawSockets.JDK.connect(Path.of(address));
        return new Client(
                new End(channel, settings.withWire(load.window() == Window.SMALL ? small : usual), Handlers.NONE));
    }

    /** One end of the connection, with an actor system of its own. */
    private static final class End implements AutoCloseable {
        private final CompletableFuture<OpenLink> connected = new CompletableFuture<>();
        private final ActorSystem<News> system;

        End(SocketChannel channel, LinkSettings settings, Handlers handlers) throws IOException {
            var transport = ChannelTransport.of(channel);
            system = ActorSystem.create(
                    Behaviors.setup(context -> {
                        context.spawn(
                                StreamConnection.create(transport, settings, handlers, context.getSelf()),
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
                        connected.completeExceptionally(new IOException("the link ended: " + now.reason()));
                        return Behaviors.stopped();
                    })
                    .build();
        }

        @Override
        public void close() {
            system.terminate();
            system.getWhenTerminated().toCompletableFuture().join();
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
        public void read(Intake intake) {
            Flow<ByteString, ByteString, NotUsed> stream = link.stream(CALL);
            Source.<ByteString>maybe()
                    .via(stream)
                    .runWith(Sink.foreach(message -> take(message, intake)), end.system)
                    .whenComplete((done, failure) -> intake.fail(failure == null ? new EOFException() : failure));
        }

        private static void take(ByteString message, Intake intake) {
            if (intake.keeps()) {
                intake.keep(message.toArray());
            }
            intake.take(message.length(), message.apply(message.length() - 1));
        }

        @Override
        public void echo(Runnable answered) {
            link.request(false, ASK).answer().thenRun(answered);
        }

        @Override
        public void close() {
            end.close();
        }
    }
}
