package dev.vellamo.daemon.run;

import dev.vellamo.kernel.store.Store;
import dev.vellamo.kernel.store.StoreContent;
import dev.vellamo.kernel.store.StoreException;
import dev.vellamo.kernel.store.StoredRow;
import dev.vellamo.protocol.config.ClusterConfig;
import dev.vellamo.protocol.config.ClusterConfigParser;
import dev.vellamo.store.sqlite.SqliteSettings;
import dev.vellamo.store.sqlite.SqliteStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** A directory that keeps the state of a kernel, open for this process alone. */
final class Home implements AutoCloseable {

    private static final Set<PosixFilePermission> OTHERS = EnumSet.complementOf(EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE));

    private final Path directory;
    private final Store store;
    private final StoreContent content;

    private Home(Path directory, Store store) {
        this.directory = directory;
        this.store = store;
        this.content = store.load();
    }

    /**
     * Opens it; makes it if it is missing.
     *
     * @throws StoreException if that is not possible
     */
    static Home open(Path directory) {
        requirePrivate(directory);
        var store = SqliteStore.open(directory, SqliteSettings.DEFAULT);
        try {
            return new Home(directory, store);
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    /** What is kept may be secret, and whoever can write it has every authority of the kernel. */
    private static void requirePrivate(Path directory) {
        try {
            if (Files.isDirectory(directory)) {
                var permissions = Files.getPosixFilePermissions(directory);
                if (permissions.stream().anyMatch(OTHERS::contains)) {
                    throw new StoreException(
                            StoreException.Code.FOREIGN,
                            "the home " + directory + " is open to others ("
                                    + PosixFilePermissions.toString(permissions) + "); close it with: chmod 700 "
                                    + directory);
                }
            }
        } catch (IOException e) {
            throw new StoreException(
                    StoreException.Code.FAILED, "cannot see whether the home " + directory + " is private: " + e, e);
        }
    }

    Path directory() {
        return directory;
    }

    StoreContent content() {
        return content;
    }

    Store store() {
        return store;
    }

    /** The store for a kernel, which closes it. What was read once is not read again. */
    Store forKernel() {
        return new LoadedStore(store, content);
    }

    /** The config with which a subcluster will come back; empty if none of this name does. */
    Optional<ClusterConfig> keptConfig(String name) {
        return content.of(StoredRow.Subcluster.class).stream()
                .filter(row -> row.durable() && row.isRunning() && !row.isSystem())
                .filter(row -> row.name().equals(name))
                .findFirst()
                .map(row -> ClusterConfigParser.parse(
                        row.config(), "the config of " + row.id() + " in " + directory, directory.toAbsolutePath()));
    }

    @Override
    public void close() {
        store.close();
    }
}
