package dev.vellamo.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;

/** Files that are neither regular files, directories nor links: sockets, as tests make nothing else of the kind. */
final class SocketFiles {

    private SocketFiles() {}

    static SortedSet<String> below(Path directory) {
        try (var files = Files.walk(directory)) {
            var found = new TreeSet<String>();
            files.filter(SocketFiles::isSocket).map(Path::toString).forEach(found::add);
            return found;
        } catch (NoSuchFileException e) {
            return new TreeSet<>();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look through " + directory + ": " + e.getMessage(), e);
        }
    }

    private static boolean isSocket(Path file) {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                && !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)
                && !Files.isSymbolicLink(file);
    }
}
