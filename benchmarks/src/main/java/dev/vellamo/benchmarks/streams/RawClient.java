package dev.vellamo.benchmarks.streams;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The end of {@link RawPeer} that reads and asks: a connection for each stream, and one for requests. */
final class RawClient implements PeerClient {

    private static final int READ_BYTES = 256 << 10;

    private final RawSockets sockets;
    private final Path server;
    private final Messages messages;
    private final RawThreads readers = RawThreads.many("raw-reader");
    /** One thread, so that a question that is asked in the callback of an answer finds it awake. */
    private final RawThreads asker = RawThreads.one("raw-asker");

    private final ByteBuffer question = ByteBuffer.allocateDirect(StreamPeer.ECHO_BYTES);
    private @Nullable SocketChannel requests;

    RawClient(RawSockets sockets, Path server, Messages messages) {
        this.sockets = sockets;
        this.server = server;
        this.messages = messages;
    }

    @Override
    public void read(Intake intake) {
        var channel = connection(RawPeer.STREAM);
        readers.run(() -> readAll(channel, intake), intake::fail);
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

    private void readAll(SocketChannel channel, Intake intake) throws IOException {
        var bytes = messages.bytes();
        var buffer = ByteBuffer.allocateDirect(READ_BYTES);
        long received = 0;
        long taken = 0;
        while (channel.read(buffer.clear()) >= 0) {
            received += buffer.position();
            if (intake.keeps()) {
                keep(buffer.duplicate().flip(), intake);
            }
            while (taken + bytes <= received) {
                taken += bytes;
                intake.take(bytes, buffer.get((int) (buffer.position() - (received - taken) - 1)));
            }
        }
        throw new EOFException("the server closed");
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
