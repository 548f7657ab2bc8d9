package dev.vellamo.io.transport;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A name of an existing file that is short enough for a socket call: its own, or else a symbolic link in a private
 * directory that lives until this is closed.
 */
final class ShortName implements Closeable {

    /** The JDK's limit, one byte below the operating system's. */
    private static final int MAX_BYTES = SocketPath.MAX_BYTES - 1;

    private final Path path;
    private final @Nullable Path directory;

    private ShortName(Path path, @Nullable Path directory) {
        this.path = path;
        this.directory = directory;
    }

    /**
     * @param existing the file to name
     * @param suffixBytes how much the caller appends
     */
    static ShortName of(Path existing, int suffixBytes) throws IOException {
        if (SocketPath.bytes(existing) + suffixBytes <= MAX_BYTES) {
            return new ShortName(existing, null);
        }
        var directory = Files.createTempDirectory("v");
        var link = directory.resolve("l");
        var name = new ShortName(link, directory);
        return Opened.orClosed(name, () -> {
            Files.createSymbolicLink(link, existing.toAbsolutePath());
            return name;
        });
    }

    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        if (directory != null) {
            Files.deleteIfExists(path);
            Files.delete(directory);
        }
    }
}
