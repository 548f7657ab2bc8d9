package dev.vellamo.benchmarks.streams;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** grpc-java on an epoll Unix socket: server streaming, the direct executor, messages of bytes. */
final class GrpcPeer implements StreamPeer {

    private static final long STOP_SECONDS = 5;

    private static final MethodDescriptor.Marshaller<byte[]> BYTES = new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readNBytes(stream.available());
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    };

    private static final MethodDescriptor<byte[], byte[]> STREAM = method(MethodType.SERVER_STREAMING, "stream");
    private static final MethodDescriptor<byte[], byte[]> ECHO = method(MethodType.UNARY, "echo");

    private static MethodDescriptor<byte[], byte[]> method(MethodType type, String name) {
        return MethodDescriptor.newBuilder(BYTES, BYTES)
                .setType(type)
                .setFullMethodName(MethodDescriptor.generateFullMethodName("benchmark", name))
                .build();
    }

    @Override
    public PeerServer listen(Path socket, Messages messages) throws IOException {
        var bytes = messages.in(message -> message);
        var group = new EpollEventLoopGroup(1);
        var server = NettyServerBuilder.forAddress(new DomainSocketAddress(socket.toFile()))
                .channelType(EpollServerDomainSocketChannel.class)
                .bossEventLoopGroup(group)
                .workerEventLoopGroup(group)
                .directExecutor()
                .addService(ServerServiceDefinition.builder("benchmark")
                        .addMethod(
                                STREAM, ServerCalls.asyncServerStreamingCall((asked, out) -> send(bytes.stream(), out)))
                        .addMethod(ECHO, ServerCalls.asyncUnaryCall(GrpcPeer::answer))
                        .build())
                .build()
                .start();
        return new PeerServer() {
            @Override
            public String address() {
                return socket.toString();
            }

            @Override
            public void close() {
                server.shutdownNow();
                stop(group);
            }
        };
    }

    private static void stop(EpollEventLoopGroup group) {
        group.shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private static void send(Iterator<byte[]> messages, StreamObserver<byte[]> out) {
        var sending = (ServerCallStreamObserver<byte[]>) out;
        sending.setOnReadyHandler(() -> {
            while (sending.isReady()) {
                sending.onNext(messages.next());
            }
        });
        sending.setOnCancelHandler(() -> {}); // so that a message to a client that is gone is no failure
    }

    private static void answer(byte[] asked, StreamObserver<byte[]> out) {
        out.onNext(asked);
        out.onCompleted();
    }

    @Override
    public PeerClient connect(String address, Messages messages, Load load) {
        return new Client(address, load.window());
    }

    private static final class Client implements PeerClient {
        private final EpollEventLoopGroup group = new EpollEventLoopGroup(1);
        private final ManagedChannel channel;

        Client(String address, Window window) {
            var builder = NettyChannelBuilder.forAddress(new DomainSocketAddress(address))
                    .channelType(EpollDomainSocketChannel.class)
                    .eventLoopGroup(group)
                    .usePlaintext()
                    .directExecutor();
            if (window == Window.SMALL) {
                builder.flowControlWindow(Window.SMALL_BYTES);
            }
            channel = builder.build();
        }

        @Override
        public void read(Intake intake) {
            ClientCalls.asyncServerStreamingCall(
                    channel.newCall(STREAM, CallOptions.DEFAULT),
                    new byte[0],
                    new Observer(intake::take, () -> {}, intake::fail));
        }

        @Override
        public void echo(Runnable answered) {
            ClientCalls.asyncUnaryCall(
                    channel.newCall(ECHO, CallOptions.DEFAULT),
                    new byte[ECHO_BYTES],
                    new Observer(message -> {}, answered, unanswered -> {}));
        }

        @Override
        public void close() {
            channel.shutdownNow();
            stop(group);
        }
    }

    /** A question that fails stays unanswered, which is noticed. */
    private record Observer(Consumer<byte[]> taking, Runnable completed, Consumer<Throwable> failed)
            implements StreamObserver<byte[]> {

        @Override
        public void onNext(byte[] message) {
            taking.accept(message);
        }

        @Override
        public void onError(Throwable failure) {
            failed.accept(failure);
        }

        @Override
        public void onCompleted() {
            completed.run();
        }
    }
}
