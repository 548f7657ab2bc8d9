package dev.vellamo.io.transport;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A private directory in which a socket is bound before it is put in place. It has a short name and lives for moments.
 *
 * <p>A process that dies in that moment leaves its nest; {@link #sweep} removes such nests.
 */
final class Nest implements Closeable {

    private static final Logger log = LoggerFactory.getLogger(Nest.class);

    private static final String PREFIX = ".v";
    private static final String NAMES = PREFIX + "[0-9a-z]{4}";
    private static final int NAME_RADIX = 36;
    private static final int FIRST_NAME = 36 * 36 * 36;
    private static final int MAX_TRIES = 100;
    private static final String SOCKET_NAME = "s";

    /** A living process is through with its nest long before this. */
    private static final Duration ABANDONED_AFTER = Duration.ofMinutes(1);

    private final Path directory;

    private Nest(Path directory) {
        this.directory = directory;
    }

    static Nest in(Path parent) throws IOException {
        var onlyOwner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        for (var tries = 1; ; tries++) {
            var number = ThreadLocalRandom.current().nextInt(FIRST_NAME, FIRST_NAME * NAME_RADIX);
            try {
                var name = PREFIX + Integer.toString(number, NAME_RADIX);
                return new Nest(Files.createDirectory(parent.resolve(name), onlyOwner));
            } catch (FileAlreadyExistsException taken) {
                if (tries == MAX_TRIES) {
                    throw taken;
                }
            }
        }
    }

    /** Removes nests of dead processes: old, of this user, with a socket that is stale or none. */
    static void sweep(Path parent) throws IOException {
        try (var nests = Files.newDirectoryStream(parent, PREFIX + "????")) {
            for (var nest : nests) {
                sweepOne(nest);
            }
        }
    }

    Path socket() {
        return directory.resolve(SOCKET_NAME);
    }

    /** Creates the socket and listens. */
    ServerSocketChannel listen(SocketChannels channels, int backlog) throws IOException {
        try (var name = ShortName.of(directory, 1 + SOCKET_NAME.length())) {
            return channels.listen(name.path().resolve(SOCKET_NAME), backlog);
        }
    }

    @Override
    public void close() {
        try {
            remove();
        } catch (IOException failure) {
            log.warn("{} is left behind; it can be removed", directory, failure);
        }
    }

    private void remove() throws IOException {
        Files.deleteIfExists(socket());
        Files.delete(directory);
    }

    private static void sweepOne(Path nest) {
        try {
            if (isAbandoned(nest) && Occupant.at(nest.resolve(SOCKET_NAME)) != null) {
                new Nest(nest).remove();
            }
        } catch (IOException | TransportException notOurs) {
            log.debug("{} is left alone", nest, notOurs);
        }
    }

    private static boolean isAbandoned(Path nest) throws IOException {
        var oldest = Instant.now().minus(ABANDONED_AFTER);
        return String.valueOf(nest.getFileName()).matches(NAMES)
                && FileKind.at(nest) == FileKind.DIRECTORY
                && Files.getLastModifiedTime(nest, LinkOption.NOFOLLOW_LINKS)
                        .toInstant()
                        .isBefore(oldest)
                && PosixFilePermissions.toString(Files.getPosixFilePermissions(nest))
                        .equals("rwx------");
    }
}
