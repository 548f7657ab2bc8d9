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
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** grpc-java on an epoll Unix socket: server streaming, the direct executor, messages of bytes. */
final class GrpcPeer implements StreamPeer {

    private static final int ECHO_BYTES = 64;

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
    public void serve(Path socket, int messageBytes, Runnable listening) throws IOException {
        var group = new EpollEventLoopGroup(1);
        var message = new byte[messageBytes];
        var server = NettyServerBuilder.forAddress(new DomainSocketAddress(socket.toFile()))
                .channelType(EpollServerDomainSocketChannel.class)
                .bossEventLoopGroup(group)
                .workerEventLoopGroup(group)
                .directExecutor()
                .addService(ServerServiceDefinition.builder("benchmark")
                        .addMethod(STREAM, ServerCalls.asyncServerStreamingCall((asked, out) -> send(message, out)))
                        .addMethod(ECHO, ServerCalls.asyncUnaryCall(GrpcPeer::answer))
                        .build())
                .build()
                .start();
        listening.run();
        try {
            server.awaitTermination();
        } catch (InterruptedException stopped) {
            server.shutdownNow();
        }
    }

    private static void send(byte[] message, StreamObserver<byte[]> out) {
        var sending = (ServerCallStreamObserver<byte[]>) out;
        sending.setOnReadyHandler(() -> {
            while (sending.isReady()) {
                sending.onNext(message);
            }
        });
    }

    private static void answer(byte[] asked, StreamObserver<byte[]> out) {
        out.onNext(asked);
        out.onCompleted();
    }

    @Override
    public PeerClient connect(Path socket, int messageBytes) {
        return new Client(socket);
    }

    private static final class Client implements PeerClient {
        private final EpollEventLoopGroup group = new EpollEventLoopGroup(1);
        private final ManagedChannel channel;

        Client(Path socket) {
            channel = NettyChannelBuilder.forAddress(new DomainSocketAddress(socket.toFile()))
                    .channelType(EpollDomainSocketChannel.class)
                    .eventLoopGroup(group)
                    .usePlaintext()
                    .directExecutor()
                    .build();
        }

        @Override
        public void read(List<AtomicLong> counts) {
            counts.forEach(count -> ClientCalls.asyncServerStreamingCall(
                    channel.newCall(STREAM, CallOptions.DEFAULT),
                    new byte[0],
                    new Observer(message -> count.lazySet(count.get() + 1 + message[message.length - 1]), () -> {})));
        }

        @Override
        public void echo(Runnable answered) {
            ClientCalls.asyncUnaryCall(
                    channel.newCall(ECHO, CallOptions.DEFAULT),
                    new byte[ECHO_BYTES],
                    new Observer(message -> {}, answered));
        }

        @Override
        public void close() {
            channel.shutdownNow();
            group.shutdownGracefully().syncUninterruptibly();
        }
    }

    private interface Taking {
        void take(byte[] message);
    }

    /** A failure is the end of what is measured, so it is only taken. */
    private record Observer(Taking taking, Runnable completed) implements StreamObserver<byte[]> {

        @Override
        public void onNext(byte[] message) {
            taking.take(message);
        }

        @Override
        public void onError(Throwable channelClosed) {
            // Nothing more is counted.
        }

        @Override
        public void onCompleted() {
            completed.run();
        }
    }
}
