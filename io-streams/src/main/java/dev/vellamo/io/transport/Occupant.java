package dev.vellamo.io.transport;

import dev.vellamo.io.transport.TransportException.Code;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Path;

/** What is in the way of a listener at a path. Anything that may not be replaced is a {@link TransportException}. */
enum Occupant {
    NOBODY,
    /** A socket file whose listener is gone. */
    STALE;

    /** Asks a socket by connecting to it; its listener, if it has one, sees a connection that ends at once. */
    static Occupant at(Path path) throws IOException {
        var kind = FileKind.at(path);
        if (kind == FileKind.ABSENT) {
            return NOBODY;
        }
        if (kind != FileKind.SOCKET) {
            throw new TransportException(
                    Code.NOT_A_SOCKET,
                    "cannot listen at " + path + ": " + kind.words() + " is there; remove it or choose another path",
                    null);
        }
        return isStale(path) ? STALE : occupantThatIsNotStale(path);
    }

    private static boolean isStale(Path path) throws IOException {
        try (var name = ShortName.of(path, 0);
                var connected = new JdkChannels().connect(name.path())) {
            return connected != null && !connected.isConnected();
        } catch (ConnectException nobodyAccepts) {
            return true;
        } catch (IOException otherwiseAlive) {
            return false;
        }
    }

    private static Occupant occupantThatIsNotStale(Path path) throws IOException {
        if (FileKind.at(path) == FileKind.ABSENT) {
            return NOBODY;
        }
        throw new TransportException(
                Code.ADDRESS_IN_USE, "cannot listen at " + path + ": something listens there already", null);
    }
}
