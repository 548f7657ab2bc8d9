package dev.vellamo.io.transport;

import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/** What the transports of Unix sockets share. */
abstract sealed class UnixTransport extends SelectorTransport implements SocketTransport
        permits JdkUnixTransport, JunixTransport {

    UnixTransport(String name, SocketChannels channels) {
        super(name, channels);
    }

    @Override
    public Source<IncomingConnection, CompletionStage<ServerBinding>> bind(Path path, BindOptions options) {
        return Source.fromGraph(new ListenStage(path.toString(), () -> listen(path, options)));
    }

    @Override
    public Flow<ByteString, ByteString, CompletionStage<OutgoingConnection>> connect(Path path) {
        return Flow.fromGraph(new ConnectStage(this, path));
    }

    /** Listens at a path. Blocks for as long as a few file operations take. */
    Listener listen(Path path, BindOptions options) {
        return adoptListening(() -> SocketFile.bind(path, options, channels()));
    }

    /** Connects to a path. */
    Connection dial(Path path) {
        return adopt(Dialing.connect(path, channels()));
    }
}
