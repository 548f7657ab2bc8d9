package dev.vellamo.benchmarks.streams;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Bytes through a Unix socket of the JDK and nothing else: the limit. The first byte says what the connection is for. */
final class RawPeer implements StreamPeer {

    private static final byte STREAM = 1;
    private static final byte ECHO = 2;
    private static final int ECHO_BYTES = 64;
    private static final int READ_BYTES = 256 << 10;

    private final int bytesAWrite;

    /** @param bytesAWrite messages are sent together up to this size */
    RawPeer(int bytesAWrite) {
        this.bytesAWrite = bytesAWrite;
    }

    @Override
    public void serve(Path socket, int messageBytes, Runnable listening) throws IOException {
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            listening.run();
            try (var channel = server.accept()) {
                var purpose = ByteBuffer.allocateDirect(1);
                channel.read(purpose);
                if (purpose.get(0) == STREAM) {
                    send(channel, messageBytes);
                } else {
                    answer(channel);
                }
            }
        }
    }

    private void send(SocketChannel channel, int messageBytes) throws IOException {
        var messages = Math.max(1, bytesAWrite / messageBytes);
        var block = ByteBuffer.allocateDirect(messages * messageBytes);
        while (true) {
            block.clear();
            while (block.hasRemaining()) {
                channel.write(block);
            }
        }
    }

    private static void answer(SocketChannel channel) throws IOException {
        var bytes = ByteBuffer.allocateDirect(ECHO_BYTES);
        while (channel.read(bytes) >= 0) {
            if (!bytes.hasRemaining()) {
                channel.write(bytes.flip());
                bytes.clear();
            }
        }
    }

    @Override
    public PeerClient connect(Path socket, int messageBytes) throws IOException {
        var channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        return new Client(channel, messageBytes);
    }

    private static final class Client implements PeerClient {
        private final SocketChannel channel;
        private final int messageBytes;
        private @Nullable Thread echoing;
        private volatile @Nullable Runnable asked;

        Client(SocketChannel channel, int messageBytes) {
            this.channel = channel;
            this.messageBytes = messageBytes;
        }

        @Override
        public void read(List<AtomicLong> counts) {
            var count = counts.get(0);
            var thread = new Thread(() -> ignoringClose(() -> readAll(count)), "raw-reader");
            thread.setDaemon(true);
            thread.start();
        }

        private void readAll(AtomicLong count) throws IOException {
            channel.write(ByteBuffer.wrap(new byte[] {STREAM}));
            var buffer = ByteBuffer.allocateDirect(READ_BYTES);
            long received = 0;
            long seen = 0;
            while (channel.read(buffer.clear()) >= 0) {
                received += buffer.position();
                while (seen + messageBytes <= received) {
                    seen += messageBytes;
                    var last = (int) (buffer.position() - (received - seen) - 1);
                    count.lazySet(count.get() + 1 + buffer.get(last));
                }
            }
        }

        @Override
        public void echo(Runnable answered) {
            asked = answered;
            if (echoing == null) {
                echoing = new Thread(() -> ignoringClose(this::askForEver), "raw-echo");
                echoing.setDaemon(true);
                echoing.start();
            }
        }

        /** Asks again whenever the callback of the last answer asked. */
        private void askForEver() throws IOException {
            channel.write(ByteBuffer.wrap(new byte[] {ECHO}));
            var bytes = ByteBuffer.allocateDirect(ECHO_BYTES);
            for (var callback = asked; callback != null; callback = asked) {
                asked = null;
                channel.write(bytes.clear());
                bytes.clear();
                while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                    // the rest comes
                }
                callback.run();
            }
        }

        private interface Io {
            void run() throws IOException;
        }

        private static void ignoringClose(Io io) {
            try {
                io.run();
            } catch (ClosedChannelException measured) {
                return;
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }
}
