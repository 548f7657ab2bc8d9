package dev.vellamo.io.link;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class JdkChannelTransportIT extends LinkTransportContract {

    @TempDir
    private Path directory = Path.of("");

    @Override
    Ends connect() throws IOException {
        var pair = SocketPairs.ofJdk(directory.resolve("s.sock"));
        return new Ends(ChannelTransport.of(pair.one()), ChannelTransport.of(pair.other()));
    }
}
