package dev.vellamo.io.transport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What is at a path, symbolic links not followed. */
enum FileKind {
    ABSENT("nothing"),
    SOCKET("a socket"),
    REGULAR_FILE("a regular file"),
    DIRECTORY("a directory"),
    SYMBOLIC_LINK("a symbolic link"),
    FIFO("a named pipe"),
    DEVICE("a device");

    private static final int TYPE_BITS = 0170000;

    private final String words;

    FileKind(String words) {
        this.words = words;
    }

    static FileKind at(Path path) throws IOException {
        try {
            var mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
            return ofType(mode & TYPE_BITS);
        } catch (NoSuchFileException nothing) {
            return ABSENT;
        }
    }

    /** With its article, to be put into a sentence. */
    String words() {
        return words;
    }

    private static FileKind ofType(int type) {
        return switch (type) {
            case 0140000 -> SOCKET;
            case 0100000 -> REGULAR_FILE;
            case 0040000 -> DIRECTORY;
            case 0120000 -> SYMBOLIC_LINK;
            case 0010000 -> FIFO;
            default -> DEVICE;
        };
    }
}
