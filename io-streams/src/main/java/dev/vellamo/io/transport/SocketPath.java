package dev.vellamo.io.transport;

import dev.vellamo.io.transport.TransportException.Code;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** What the path of a socket has to be. */
final class SocketPath {

    /** Linux's {@code sockaddr_un} has 108 bytes for a path and the zero that ends it. */
    static final int MAX_BYTES = 107;

    private static final Charset FILE_NAMES =
            Charset.forName(System.getProperty("sun.jnu.encoding", StandardCharsets.UTF_8.name()));

    private SocketPath() {}

    static int bytes(Path path) {
        return path.toString().getBytes(FILE_NAMES).length;
    }

    static void requireFits(Path path) {
        var bytes = bytes(path);
        if (bytes > MAX_BYTES) {
            throw new TransportException(
                    Code.PATH_TOO_LONG,
                    "the path of a Unix socket has at most " + MAX_BYTES + " bytes, this one has " + bytes + ": " + path
                            + "; use a shorter directory",
                    null);
        }
    }
}
