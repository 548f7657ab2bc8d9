package dev.vellamo.benchmarks.streams;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.LengthFieldPrepender;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Netty on an epoll Unix socket, messages behind their length. A message of one byte asks for the stream. */
// A write that fails ends the channel, and with it the measurement.
@SuppressWarnings("FutureReturnValueIgnored")
final class NettyPeer implements StreamPeer {

    private static final int MAX_BYTES = 1 << 20;
    private static final int LENGTH_BYTES = 4;
    private static final int ECHO_BYTES = 64;

    private static void frame(Channel channel) {
        channel.pipeline()
                .addLast(new LengthFieldBasedFrameDecoder(MAX_BYTES, 0, LENGTH_BYTES, 0, LENGTH_BYTES))
                .addLast(new LengthFieldPrepender(LENGTH_BYTES));
    }

    @Override
    public void serve(Path socket, int messageBytes, Runnable listening) {
        var group = new EpollEventLoopGroup(1);
        var message = Unpooled.directBuffer(messageBytes).writeZero(messageBytes);
        var server = new ServerBootstrap()
                .group(group)
                .channel(EpollServerDomainSocketChannel.class)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        frame(channel);
                        channel.pipeline().addLast(new Answers(message));
                    }
                })
                .bind(new DomainSocketAddress(socket.toFile()))
                .syncUninterruptibly();
        listening.run();
        server.channel().closeFuture().syncUninterruptibly();
    }

    /** Sends as long as the channel takes messages, or answers. */
    private static final class Answers extends ChannelInboundHandlerAdapter {
        private final ByteBuf message;
        private boolean streaming;

        Answers(ByteBuf message) {
            this.message = message;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object read) {
            var asked = (ByteBuf) read;
            if (asked.readableBytes() == 1) {
                asked.release();
                streaming = true;
                send(context);
            } else {
                context.writeAndFlush(asked, context.voidPromise());
            }
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            send(context);
        }

        private void send(ChannelHandlerContext context) {
            while (streaming && context.channel().isWritable()) {
                context.write(message.retainedDuplicate(), context.voidPromise());
            }
            context.flush();
        }
    }

    @Override
    public PeerClient connect(Path socket, int messageBytes) {
        return new Client(socket);
    }

    private static final class Client extends SimpleChannelInboundHandler<ByteBuf> implements PeerClient {
        private final EpollEventLoopGroup group = new EpollEventLoopGroup(1);
        private final Channel channel;
        private volatile @Nullable AtomicLong count;
        private volatile @Nullable Runnable answered;

        Client(Path socket) {
            channel = new Bootstrap()
                    .group(group)
                    .channel(EpollDomainSocketChannel.class)
                    .handler(new ChannelInitializer<Channel>() {
                        @Override
                        protected void initChannel(Channel made) {
                            frame(made);
                            made.pipeline().addLast(Client.this);
                        }
                    })
                    .connect(new DomainSocketAddress(socket.toFile()))
                    .syncUninterruptibly()
                    .channel();
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf message) {
            var counting = count;
            var callback = answered;
            if (counting != null) {
                counting.lazySet(counting.get() + 1 + message.getByte(message.readableBytes() - 1));
            } else if (callback != null) {
                callback.run();
            }
        }

        @Override
        public void read(List<AtomicLong> counts) {
            count = counts.get(0);
            channel.writeAndFlush(Unpooled.wrappedBuffer(new byte[1]), channel.voidPromise());
        }

        @Override
        public void echo(Runnable callback) {
            answered = callback;
            channel.writeAndFlush(Unpooled.wrappedBuffer(new byte[ECHO_BYTES]), channel.voidPromise());
        }

        @Override
        public void close() {
            channel.close().syncUninterruptibly();
            group.shutdownGracefully().syncUninterruptibly();
        }
    }
}
