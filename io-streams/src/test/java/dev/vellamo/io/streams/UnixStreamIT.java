package dev.vellamo.io.streams;

import dev.vellamo.io.link.ChannelTransport;
import dev.vellamo.io.link.SocketPairs;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Over a Unix socket of the JDK. */
class UnixStreamIT extends StreamContract {

    @TempDir
    private Path directory = Path.of("");

    @Override
    Ends connect() throws IOException {
        var pair = SocketPairs.ofJdk(directory.resolve("s.sock"));
        return new Ends(ChannelTransport.of(pair.one()), ChannelTransport.of(pair.other()));
    }
}
