package dev.vellamo.io.transport;

import dev.vellamo.io.transport.TransportException.Code;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Connecting to a path, with failures that say why. */
final class Dialing {

    private Dialing() {}

    static SocketChannel connect(Path path, SocketChannels channels) {
        SocketPath.requireFits(path);
        try (var name = ShortName.of(path, 0)) {
            var channel = channels.connect(name.path());
            if (channel == null) {
                throw new TransportException(
                        Code.LISTENER_BUSY, "too many connections wait to be accepted at " + path, null);
            }
            return channel;
        } catch (IOException failure) {
            throw explained(path, failure);
        }
    }

    private static TransportException explained(Path path, IOException failure) {
        try {
            return explained(path, FileKind.at(path), failure);
        } catch (IOException unreadable) {
            failure.addSuppressed(unreadable);
            return TransportException.ioFailed("connecting to", path, failure);
        }
    }

    private static TransportException explained(Path path, FileKind kind, IOException failure) {
        return switch (kind) {
            case ABSENT -> new TransportException(Code.NO_SUCH_SOCKET, "there is no socket at " + path, failure);
            case SOCKET, SYMBOLIC_LINK -> refusedBySocket(path, failure);
            default -> new TransportException(Code.NOT_A_SOCKET, path + " is " + kind.words(), failure);
        };
    }

    private static TransportException refusedBySocket(Path path, IOException failure) {
        if (failure instanceof ConnectException) {
            return new TransportException(Code.CONNECTION_REFUSED, "nobody listens at " + path, failure);
        }
        if (!Files.isWritable(path)) {
            return new TransportException(
                    Code.PERMISSION_DENIED, "connecting to " + path + " needs write permission for it", failure);
        }
        return TransportException.ioFailed("connecting to", path, failure);
    }
}
