package dev.vellamo.benchmarks.streams;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * Bytes through Unix sockets and nothing else: the limit. A connection is for a stream or for requests, which its first byte
 * says. Each has a thread.
 *
 * @param inArrays whether each message is an array: the sender copies it from there, the reader makes one of it
 */
record RawPeer(RawSockets sockets, int bytesAWrite, boolean inArrays) implements StreamPeer {

    static final byte STREAM = 1;
    static final byte REQUESTS = 2;

    @Override
    public PeerServer listen(Path socket, Messages messages) throws IOException {
        var server = sockets.listen(socket);
        var threads = RawThreads.many("raw-server");
        threads.run(() -> {
            while (server.isOpen()) {
                var channel = server.accept();
                threads.closing(channel);
                threads.run(() -> serve(channel, messages));
            }
        });
        threads.closing(server);
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

    private void serve(SocketChannel channel, Messages messages) throws IOException {
        var purpose = ByteBuffer.allocateDirect(1);
        if (channel.read(purpose) < 0) {
            return;
        }
        if (purpose.get(0) == STREAM) {
            if (inArrays) {
                sendArrays(channel, messages);
            } else {
                send(channel, messages);
            }
        } else {
            answer(channel);
        }
    }

    private void send(SocketChannel channel, Messages messages) throws IOException {
        var all = messages.block();
        var block = ByteBuffer.allocateDirect(Math.max(1, bytesAWrite / all.length) * all.length);
        while (block.hasRemaining()) {
            block.put(all);
        }
        var aWrite = Math.max(messages.bytes(), bytesAWrite);
        while (channel.isOpen()) {
            block.clear();
            for (int end = aWrite; block.position() < block.capacity(); end += aWrite) {
                block.limit(Math.min(end, block.capacity()));
                while (block.hasRemaining()) {
                    channel.write(block);
                }
            }
        }
    }

    private void sendArrays(SocketChannel channel, Messages messages) throws IOException {
        var arrays = messages.in(Function.identity()).stream();
        var block = ByteBuffer.allocateDirect(Math.max(messages.bytes(), bytesAWrite));
        while (channel.isOpen()) {
            block.clear();
            while (block.remaining() >= messages.bytes()) {
                block.put(arrays.next());
            }
            block.flip();
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
    public PeerClient connect(String address, Messages messages, Load load) {
        return new RawClient(sockets, Path.of(address), messages, inArrays);
    }
}
