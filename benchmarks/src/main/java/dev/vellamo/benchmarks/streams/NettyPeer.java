package dev.vellamo.benchmarks.streams;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
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
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Netty on an epoll Unix socket, messages behind their length. A message of one byte asks for the stream, of which a connection
 * has one.
 */
// A write that fails ends the channel, and with it the measurement.
@SuppressWarnings("FutureReturnValueIgnored")
final class NettyPeer implements StreamPeer {

    private static final int MAX_BYTES = 1 << 20;
    private static final int LENGTH_BYTES = 4;
    private static final long STOP_SECONDS = 5;

    private static void frame(Channel channel) {
        channel.pipeline()
                .addLast(new LengthFieldBasedFrameDecoder(MAX_BYTES, 0, LENGTH_BYTES, 0, LENGTH_BYTES))
                .addLast(new LengthFieldPrepender(LENGTH_BYTES));
    }

    @Override
    public PeerServer listen(Path socket, Messages messages) {
        var group = new EpollEventLoopGroup(1);
        var block =
                Unpooled.directBuffer(messages.bytes() * messages.distinct()).writeBytes(messages.block());
        var server = new ServerBootstrap()
                .group(group)
                .channel(EpollServerDomainSocketChannel.class)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        frame(channel);
                        channel.pipeline().addLast(new Answers(block, messages));
                    }
                })
                .bind(new DomainSocketAddress(socket.toFile()))
                .syncUninterruptibly()
                .channel();
        return new PeerServer() {
            @Override
            public String address() {
                return socket.toString();
            }

            @Override
            public void close() {
                server.close().syncUninterruptibly();
                stop(group);
            }
        };
    }

    private static void stop(EpollEventLoopGroup group) {
        group.shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS).syncUninterruptibly();
    }

    /** Sends as long as the channel takes messages, or answers. */
    private static final class Answers extends ChannelInboundHandlerAdapter {
        private final ByteBuf block;
        private final Messages messages;
        private boolean streaming;
        private int next;

        Answers(ByteBuf block, Messages messages) {
            this.block = block;
            this.messages = messages;
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
            if (context.channel().isWritable()) {
                send(context);
            }
        }

        private void send(ChannelHandlerContext context) {
            while (streaming && context.channel().isWritable()) {
                var message = block.retainedSlice(next * messages.bytes(), messages.bytes());
                next = (next + 1) % messages.distinct(); // before the write, which may come back here
                context.write(message, context.voidPromise());
            }
            context.flush();
        }
    }

    @Override
    public PeerClient connect(String address, Messages messages, Load load) {
        return new Client(address);
    }

    /** What is as long as a question is its answer, if one is awaited: nothing is asked beside a stream of such messages. */
    private static final class Client extends SimpleChannelInboundHandler<ByteBuf> implements PeerClient {
        private final EpollEventLoopGroup group = new EpollEventLoopGroup(1);
        private final Channel channel;
        private volatile @Nullable Intake intake;
        private volatile @Nullable Runnable awaiting;

        Client(String address) {
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
                    .connect(new DomainSocketAddress(address))
                    .syncUninterruptibly()
                    .channel();
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf message) {
            var callback = awaiting;
            if (callback != null && message.readableBytes() == ECHO_BYTES) {
                awaiting = null;
                callback.run();
            } else if (intake != null) {
                take(message, intake);
            }
        }

        private static void take(ByteBuf message, Intake intake) {
            if (intake.keeps()) {
                intake.keep(ByteBufUtil.getBytes(message));
            }
            intake.take(message.readableBytes(), message.getByte(message.writerIndex() - 1));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
            if (intake != null) {
                intake.fail(failure);
            }
        }

        @Override
        public void read(Intake opened) {
            intake = opened;
            channel.writeAndFlush(Unpooled.wrappedBuffer(new byte[1]), channel.voidPromise());
        }

        @Override
        public void echo(Runnable answered) {
            awaiting = answered;
            channel.writeAndFlush(Unpooled.wrappedBuffer(new byte[ECHO_BYTES]), channel.voidPromise());
        }

        @Override
        public void close() {
            channel.close().syncUninterruptibly();
            stop(group);
        }
    }
}
