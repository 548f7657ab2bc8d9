package dev.vellamo.io.transport;

import static java.util.Objects.requireNonNull;

import dev.vellamo.io.transport.TransportException.Code;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * The file of a listening socket, and the rules for making and removing it.
 *
 * <ul>
 *   <li>The socket is bound, given its mode and set listening in a {@link Nest}, a private directory beside its place, and
 *       then linked into place. So nobody ever sees it with another mode, or refusing connections; and of several that race
 *       for one path exactly one makes the link.
 *   <li>A stale socket (one that refuses connections) is replaced, under a {@link ReplacementLock}. A live one, and whatever
 *       is no socket, is left alone.
 *   <li>The file is removed before its listener is closed, hence while it is live, and only if it is the same file.
 * </ul>
 */
final class SocketFile implements ListeningSocket {

    /** Each further try means that the path changed hands within microseconds. */
    private static final int MAX_TRIES = 10;

    private final Path path;
    private final Object identity;
    private final ServerSocketChannel listening;

    private SocketFile(Path path, Object identity, ServerSocketChannel listening) {
        this.path = path;
        this.identity = identity;
        this.listening = listening;
    }

    /** Makes the file and listens. Fails with a {@link TransportException} and leaves nothing behind. */
    static SocketFile bind(Path path, BindOptions options, SocketChannels channels) {
        SocketPath.requireFits(path);
        var directory = directoryOf(path);
        try {
            if (!Files.isDirectory(directory)) {
                throw new TransportException(
                        Code.NO_DIRECTORY, "cannot listen at " + path + ": no directory " + directory, null);
            }
            Occupant.at(path);
            Nest.sweep(directory);
            try (var nest = Nest.in(directory)) {
                return bindIn(nest, path, options, channels);
            }
        } catch (IOException failure) {
            throw TransportException.ioFailed("listening at", path, failure);
        }
    }

    @Override
    public String address() {
        return path.toString();
    }

    @Override
    public ServerSocketChannel channel() {
        return listening;
    }

    /** Removes the file if it is still the one that was made. */
    @Override
    public void remove() throws IOException {
        try {
            if (identity.equals(identityOf(path))) {
                Files.delete(path);
            }
        } catch (NoSuchFileException removedByOthers) {
            return;
        }
    }

    private static SocketFile bindIn(Nest nest, Path path, BindOptions options, SocketChannels channels)
            throws IOException {
        var listening = nest.listen(channels, options.backlog());
        return Opened.orClosed(listening, () -> {
            Files.setPosixFilePermissions(nest.socket(), options.permissions());
            var file = new SocketFile(path, identityOf(nest.socket()), listening);
            putInPlace(nest.socket(), path);
            return file;
        });
    }

    private static void putInPlace(Path made, Path place) throws IOException {
        for (var tries = 0; tries < MAX_TRIES; tries++) {
            try {
                Files.createLink(place, made);
                return;
            } catch (FileAlreadyExistsException occupied) {
                if (Occupant.at(place) == Occupant.STALE) {
                    ReplacementLock.holding(place, () -> removeIfStale(place));
                }
            }
        }
        throw new TransportException(Code.ADDRESS_IN_USE, "others keep binding " + place, null);
    }

    private static void removeIfStale(Path place) throws IOException {
        if (Occupant.at(place) == Occupant.STALE) {
            Files.delete(place);
        }
    }

    private static Object identityOf(Path path) throws IOException {
        var attributes = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return requireNonNull(attributes.fileKey());
    }

    private static Path directoryOf(Path path) {
        var parent = path.getParent();
        return parent == null ? Path.of("") : parent;
    }
}
