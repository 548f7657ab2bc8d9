package dev.vellamo.benchmarks.streams;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The end of {@link RawPeer} that reads and asks: a connection for each stream, and one for requests. */
final class RawClient implements PeerClient {

    private static final int READ_BYTES = 256 << 10;

    private final RawSockets sockets;
    private final Path server;
    private final Messages messages;
    private final boolean inArrays;
    private final RawThreads readers = RawThreads.many("raw-reader");
    /** One thread, so that a question that is asked in the callback of an answer finds it awake. */
    private final RawThreads asker = RawThreads.one("raw-asker");

    private final ByteBuffer question = ByteBuffer.allocateDirect(StreamPeer.ECHO_BYTES);
    private @Nullable SocketChannel requests;

    /** @param inArrays whether each message gets an array of its own, as those need who hand messages on */
    RawClient(RawSockets sockets, Path server, Messages messages, boolean inArrays) {
        this.sockets = sockets;
        this.server = server;
        this.messages = messages;
        this.inArrays = inArrays;
    }

    @Override
    public void read(Intake intake) {
        var channel = connection(RawPeer.STREAM);
        readers.run(() -> readAll(channel, inArrays ? arrays(intake) : inPlace(intake)), intake::fail);
    }

    private SocketChannel connection(byte purpose) {
        try {
            var channel = sockets.connect(server);
            readers.closing(channel);
            channel.write(ByteBuffer.wrap(new byte[] {purpose}));
            return channel;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void readAll(SocketChannel channel, Consumer<ByteBuffer> taking) throws IOException {
        var buffer = ByteBuffer.allocateDirect(READ_BYTES);
        while (channel.read(buffer.clear()) >= 0) {
            taking.accept(buffer.flip());
        }
        throw new EOFException("the server closed");
    }

    private Consumer<ByteBuffer> inPlace(Intake intake) {
        var bytes = messages.bytes();
        return new Consumer<>() {
            private long received;
            private long taken;

            @Override
            public void accept(ByteBuffer buffer) {
                received += buffer.limit();
                if (intake.keeps()) {
                    keep(buffer.duplicate(), intake);
                }
                while (taken + bytes <= received) {
                    taken += bytes;
                    intake.take(bytes, buffer.get((int) (buffer.limit() - (received - taken) - 1)));
                }
            }
        };
    }

    private Consumer<ByteBuffer> arrays(Intake intake) {
        return new Consumer<>() {
            private byte[] message = new byte[messages.bytes()];
            private int filled;

            @Override
            public void accept(ByteBuffer buffer) {
                while (buffer.hasRemaining()) {
                    var count = Math.min(message.length - filled, buffer.remaining());
                    buffer.get(message, filled, count);
                    filled += count;
                    if (filled == message.length) {
                        intake.take(message);
                        message = new byte[messages.bytes()];
                        filled = 0;
                    }
                }
            }
        };
    }

    private static void keep(ByteBuffer read, Intake intake) {
        var bytes = new byte[read.remaining()];
        read.get(bytes);
        intake.keep(bytes);
    }

    @Override
    public void echo(Runnable answered) {
        var channel = requests == null ? connection(RawPeer.REQUESTS) : requests;
        requests = channel;
        asker.run(() -> {
            ask(channel);
            answered.run();
        });
    }

    private void ask(SocketChannel channel) throws IOException {
        channel.write(question.clear());
        question.clear();
        while (question.hasRemaining()) {
            if (channel.read(question) < 0) {
                throw new EOFException("the server closed");
            }
        }
    }

    @Override
    public void close() {
        readers.close();
        asker.close();
    }
}
