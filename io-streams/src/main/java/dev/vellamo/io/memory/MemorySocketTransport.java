package dev.vellamo.io.memory;

import dev.vellamo.io.transport.BindOptions;
import dev.vellamo.io.transport.IncomingConnection;
import dev.vellamo.io.transport.OutgoingConnection;
import dev.vellamo.io.transport.PeerCredentials;
import dev.vellamo.io.transport.ServerBinding;
import dev.vellamo.io.transport.SocketTransport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.BoundedSourceQueue;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/** Sockets whose paths, buffers and connections are in this object. Thread-safe. */
public final class MemorySocketTransport implements SocketTransport {

    /** What a Unix socket buffers by default, roughly. */
    public static final int SOCKET_BUFFER_BYTES = 208 * 1024;

    public static final int CHUNK_BYTES = 64 * 1024;

    public static final PeerCredentials PEER =
            new PeerCredentials(Optional.of("tester"), Optional.empty(), OptionalLong.empty());

    private final Map<Path, Listener> listeners = new ConcurrentHashMap<>();
    private final int socketBufferBytes;
    private final int chunkBytes;

    public MemorySocketTransport() {
        this(SOCKET_BUFFER_BYTES, CHUNK_BYTES);
    }

    public MemorySocketTransport(int socketBufferBytes, int chunkBytes) {
        this.socketBufferBytes = socketBufferBytes;
        this.chunkBytes = chunkBytes;
    }

    private record Listener(
            String localAddress, BoundedSourceQueue<IncomingConnection> queue, CompletableFuture<Done> ended)
            implements ServerBinding {
        @Override
        public CompletionStage<Done> unbind() {
            if (!queue.isCompleted()) {
                queue.complete();
            }
            return ended;
        }

        @Override
        public CompletionStage<Done> whenUnbound() {
            return ended;
        }
    }

    @Override
    public Source<IncomingConnection, CompletionStage<ServerBinding>> bind(Path path, BindOptions options) {
        return Source.<IncomingConnection>queue(options.backlog()).watchTermination((queue, end) -> {
            var listener = new Listener(path.toString(), queue, new CompletableFuture<>());
            if (listeners.putIfAbsent(path, listener) != null) {
                var inUse = new IOException(path + ": Address already in use");
                queue.fail(inUse);
                return CompletableFuture.failedFuture(inUse);
            }
            end.whenComplete((done, failure) -> {
                listeners.remove(path, listener);
                listener.ended().complete(Done.getInstance());
            });
            return CompletableFuture.completedFuture(listener);
        });
    }

    @Override
    public Flow<ByteString, ByteString, CompletionStage<OutgoingConnection>> connect(Path path) {
        return Flow.fromMaterializer((materializer, attributes) -> {
            var there = new BytePipe(socketBufferBytes);
            var back = new BytePipe(socketBufferBytes);
            offer(path, there, back);
            return flow(there, back)
                    .mapMaterializedValue(unused -> new OutgoingConnection(path, PeerCredentials.UNKNOWN));
        });
    }

    /** Connects a client that is driven by the test's own thread. */
    public MemoryClient client(Path path) {
        var there = new BytePipe(socketBufferBytes);
        var back = new BytePipe(socketBufferBytes);
        offer(path, there, back);
        return new MemoryClient(there, back);
    }

    /** Whether something listens, as the socket file would show. */
    public boolean isBound(Path path) {
        return listeners.containsKey(path);
    }

    /** Makes the listener at a path fail. */
    public void breakListener(Path path, String reason) {
        listener(path).queue().fail(new IOException(reason));
    }

    @Override
    public void close() {
        listeners.values().forEach(Listener::unbind);
    }

    private void offer(Path path, BytePipe there, BytePipe back) {
        listener(path).queue().offer(new IncomingConnection(PEER, flow(back, there)));
    }

    private Listener listener(Path path) {
        var listener = listeners.get(path);
        if (listener == null) {
            throw new IllegalStateException(path + ": Connection refused");
        }
        return listener;
    }

    private Flow<ByteString, ByteString, NotUsed> flow(BytePipe written, BytePipe read) {
        return Flow.fromSinkAndSource(
                Sink.fromGraph(new PipeSink(written)), Source.fromGraph(new PipeSource(read, chunkBytes)));
    }
}
