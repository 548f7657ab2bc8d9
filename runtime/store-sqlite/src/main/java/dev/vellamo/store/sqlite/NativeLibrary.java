package dev.vellamo.store.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteJDBCLoader;

/**
 * SQLite itself. Its driver copies it into a file, loads that, and removes it when the process ends; a process that is killed
 * would leave a megabyte behind each time. So the copy goes into a directory of its own, which is gone once it is loaded.
 */
final class NativeLibrary {

    /** Where the driver puts the copy. Who sets it wants it there, and it stays as the driver does it. */
    private static final String DIRECTORY = "org.sqlite.tmpdir";

    private static boolean isLoaded;

    private NativeLibrary() {}

    static synchronized void load() throws SQLException {
        if (isLoaded || System.getProperty(DIRECTORY) != null) {
            return;
        }
        try {
            loadFrom(Files.createTempDirectory("vellamo-sqlite"));
            isLoaded = true;
        } catch (Exception e) {
            throw new SQLException(
                    "SQLite cannot be loaded (the property " + DIRECTORY
                            + " names a directory whose files may be executed): " + e.getMessage(),
                    e);
        }
    }

    // The driver declares any exception.
    private static void loadFrom(Path directory) throws Exception {
        System.setProperty(DIRECTORY, directory.toString());
        try {
            SQLiteJDBCLoader.initialize();
        } finally {
            System.clearProperty(DIRECTORY);
            delete(directory);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            for (var file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
