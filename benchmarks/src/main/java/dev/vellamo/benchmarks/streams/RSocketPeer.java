package dev.vellamo.benchmarks.streams;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.unix.DomainSocketAddress;
import io.rsocket.Payload;
import io.rsocket.RSocket;
import io.rsocket.core.RSocketConnector;
import io.rsocket.core.RSocketServer;
import io.rsocket.frame.decoder.PayloadDecoder;
import io.rsocket.transport.netty.client.TcpClientTransport;
import io.rsocket.transport.netty.server.TcpServerTransport;
import io.rsocket.util.ByteBufPayload;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.TcpClient;
import reactor.netty.tcp.TcpServer;

/**
 * rsocket-java, request-stream, over an epoll Unix socket. Its window counts messages.
 *
 * @param isDirect whether the messages are ready in memory from which the socket writes; an application's are arrays
 */
record RSocketPeer(boolean isDirect) implements StreamPeer {

    private static final Duration STOP_TIME = Duration.ofSeconds(5);

    /** What Reactor prefetches, and as fast as larger ones. */
    private static final int USUAL_MESSAGES = 256;

    private static final int USUAL_BYTES = 2 << 20;

    /** There is no window for all streams together: what they may send at once has to fit into the memory of the sender. */
    private static final int ALL_BYTES = 128 << 20;

    @Override
    public PeerServer listen(Path socket, Messages messages) {
        var made = messages.in(this::buffer);
        var loop = LoopResources.create("rsocket-server", 1, true);
        var tcp = TcpServer.create()
                .bindAddress(() -> new DomainSocketAddress(socket.toFile()))
                .runOn(loop, true);
        var server = Objects.requireNonNull(RSocketServer.create((setup, sender) -> Mono.just(new Answers(made)))
                .payloadDecoder(PayloadDecoder.ZERO_COPY)
                .bind(TcpServerTransport.create(tcp))
                .block());
        return new PeerServer() {
            @Override
            public String address() {
                return socket.toString();
            }

            @Override
            public void close() {
                server.dispose();
                stop(loop);
            }
        };
    }

    private static void stop(LoopResources loop) {
        loop.disposeLater(Duration.ZERO, STOP_TIME).block();
    }

    private ByteBuf buffer(byte[] message) {
        return isDirect ? Unpooled.directBuffer(message.length).writeBytes(message) : Unpooled.wrappedBuffer(message);
    }

    private record Answers(Messages.Cycle<ByteBuf> messages) implements RSocket {

        @Override
        public Flux<Payload> requestStream(Payload asked) {
            asked.release();
            return Flux.generate(messages::stream, (stream, sink) -> {
                sink.next(ByteBufPayload.create(stream.next().retainedDuplicate()));
                return stream;
            });
        }

        @Override
        public Mono<Payload> requestResponse(Payload asked) {
            return Mono.just(asked);
        }
    }

    @Override
    public PeerClient connect(String address, Messages messages, Load load) {
        var usual = Math.min(USUAL_BYTES, ALL_BYTES / load.streams());
        var bytes = load.window() == Window.SMALL ? Window.SMALL_BYTES : usual;
        return new Client(address, Math.max(1, Math.min(USUAL_MESSAGES, bytes / messages.bytes())));
    }

    private static final class Client implements PeerClient {
        private final LoopResources loop = LoopResources.create("rsocket-client", 1, true);
        private final RSocket connection;
        private final int windowMessages;

        Client(String address, int windowMessages) {
            this.windowMessages = windowMessages;
            var tcp = TcpClient.create()
                    .remoteAddress(() -> new DomainSocketAddress(address))
                    .runOn(loop, true);
            connection = Objects.requireNonNull(RSocketConnector.create()
                    .payloadDecoder(PayloadDecoder.ZERO_COPY)
                    .connect(TcpClientTransport.create(tcp))
                    .block());
        }

        @Override
        public void read(Intake intake) {
            connection.requestStream(ByteBufPayload.create(new byte[1])).subscribe(new Reader(intake, windowMessages));
        }

        @Override
        public void echo(Runnable answered) {
            connection
                    .requestResponse(ByteBufPayload.create(new byte[ECHO_BYTES]))
                    .subscribe(answer -> {
                        answer.release();
                        answered.run();
                    });
        }

        @Override
        public void close() {
            connection.dispose();
            stop(loop);
        }
    }

    /** Allows more once half of the window is used. */
    private static final class Reader extends BaseSubscriber<Payload> {
        private final Intake intake;
        private final int windowMessages;
        private int taken;

        Reader(Intake intake, int windowMessages) {
            this.intake = intake;
            this.windowMessages = windowMessages;
        }

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            subscription.request(windowMessages);
        }

        @Override
        protected void hookOnNext(Payload message) {
            take(message.sliceData());
            message.release();
            taken++;
            if (2 * taken >= windowMessages) {
                request(taken);
                taken = 0;
            }
        }

        private void take(ByteBuf data) {
            if (intake.keeps()) {
                intake.keep(ByteBufUtil.getBytes(data));
            }
            intake.take(data.readableBytes(), data.getByte(data.writerIndex() - 1));
        }

        @Override
        protected void hookOnError(Throwable failure) {
            intake.fail(failure);
        }
    }
}
