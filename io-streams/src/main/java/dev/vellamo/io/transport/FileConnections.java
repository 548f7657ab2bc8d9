package dev.vellamo.io.transport;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/**
 * Regular files in the shape of connections. They are opened, read and written where blocking is allowed.
 *
 * <p>A source gives one connection and ends with it; run again, it begins anew.
 */
public final class FileConnections {

    private FileConnections() {}

    /**
     * Reads a file from its beginning, and then what is appended to it. The connection completes when the file was truncated,
     * and when another one, or none, is at its path and the old one was read to its end. Nothing can be written to it.
     */
    public static Source<IncomingConnection, CompletionStage<ServerBinding>> following(Path path) {
        return connection(path, () -> {
            var file = FollowedFile.open(path);
            Flow<ByteString, ByteString, NotUsed> flow =
                    Flow.fromSinkAndSource(Sink.cancelled(), Source.fromGraph(new FileTail(file)));
            return new SoleConnection.Made(PeerCredentials.UNKNOWN, flow, file::close);
        });
    }

    /**
     * Appends to a file, which is made with mode 0600 if there is none. A symbolic link in its place is refused. Nothing is
     * read from it; if something cannot be written, the connection fails.
     */
    public static Source<IncomingConnection, CompletionStage<ServerBinding>> appendingTo(Path path) {
        return connection(path, () -> {
            var file = AppendedFile.open(path);
            return new SoleConnection.Made(PeerCredentials.UNKNOWN, BlockingSink.connection(file), file::close);
        });
    }

    private static Source<IncomingConnection, CompletionStage<ServerBinding>> connection(
            Path path, Supplier<SoleConnection.Made> opening) {
        return SoleConnection.of(
                path.toString(),
                materializer -> CompletableFuture.supplyAsync(opening, BlockingWork.executor(materializer)));
    }
}
