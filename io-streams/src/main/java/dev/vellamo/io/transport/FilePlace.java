package dev.vellamo.io.transport;

import dev.vellamo.io.transport.TransportException.Code;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** Opening the regular files that IO channels read and append to. Everything here blocks. */
final class FilePlace {

    private FilePlace() {}

    /** A path may lead to the file by symbolic links: reading changes nothing. */
    static FileChannel openForReading(Path path) {
        try {
            var attributes = Files.readAttributes(path, BasicFileAttributes.class);
            if (!attributes.isRegularFile()) {
                throw notAFile("follow", path, attributes.isDirectory() ? "a directory" : "no regular file");
            }
            return FileChannel.open(path, StandardOpenOption.READ);
        } catch (NoSuchFileException absent) {
            throw new TransportException(Code.NO_SUCH_FILE, "there is no file " + path + " to follow", absent);
        } catch (IOException failure) {
            throw TransportException.ioFailed("opening", path, failure);
        }
    }

    /** Makes the file if there is none, for its owner alone; opens no symbolic link. */
    static FileChannel openForAppending(Path path) {
        try {
            var kind = FileKind.at(path);
            if (kind != FileKind.ABSENT && kind != FileKind.REGULAR_FILE) {
                throw notAFile("append to", path, kind.words());
            }
            var parent = path.toAbsolutePath().getParent();
            if (parent != null && !Files.isDirectory(parent)) {
                throw new TransportException(
                        Code.NO_DIRECTORY, "cannot append to " + path + ": no directory " + parent, null);
            }
            return FileChannel.open(
                    path,
                    Set.of(
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.APPEND,
                            LinkOption.NOFOLLOW_LINKS),
                    PosixFilePermissions.asFileAttribute(BindOptions.PRIVATE.permissions()));
        } catch (IOException failure) {
            throw TransportException.ioFailed("appending to", path, failure);
        }
    }

    /** What tells a file from others while it exists; empty if there is none. */
    static Optional<Object> identity(Path path, LinkOption... options) throws IOException {
        try {
            return Optional.ofNullable(Files.readAttributes(path, BasicFileAttributes.class, options)
                    .fileKey());
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
    }

    private static TransportException notAFile(String what, Path path, String found) {
        return new TransportException(
                Code.NOT_A_FILE, "cannot " + what + " " + path + ": " + found + " is there; name a regular file", null);
    }
}
