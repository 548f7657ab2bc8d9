package dev.vellamo.store.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;

/** A file or directory that this process cannot write for a while, whoever it runs as. */
final class Frozen implements AutoCloseable {

    private final Path path;
    private final Set<PosixFilePermission> before;

    Frozen(Path path) throws IOException {
        this.path = path;
        this.before = Files.getPosixFilePermissions(path);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("r-xr-x---"));
        // Permissions mean nothing to root, this flag does.
        Assumptions.assumeTrue(
                !Files.isWritable(path) || chattr("+i"), "runs as root, and chattr +i is not possible here");
    }

    Path path() {
        return path;
    }

    private boolean chattr(String flag) throws IOException {
        try {
            return new ProcessBuilder("chattr", flag, path.toString()).start().waitFor() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while chattr ran", e);
        }
    }

    @Override
    public void close() throws IOException {
        chattr("-i");
        Files.setPosixFilePermissions(path, before);
    }
}
