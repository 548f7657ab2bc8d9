package dev.vellamo.store.sqlite;

import dev.vellamo.kernel.store.StoreException;
import dev.vellamo.kernel.store.StoreException.Code;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;

/** The file of a store before it is used: it is made whole or not at all, and looked at without changing it. */
final class StoreFile {

    static final String NAME = "kernel.sqlite";

    /** Where a file is made; it gets its name when it is complete. */
    private static final String UNFINISHED = NAME + ".new";

    /** Of the file, as "Database File Format" of SQLite says. */
    private static final int HEADER_BYTES = 100;

    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
    private static final int USER_VERSION_AT = 60;
    private static final int APPLICATION_ID_AT = 68;

    /** Of what SQLite finds wrong, this much is told. */
    private static final int MAX_FINDINGS = 3;

    private final Path path;
    private final Schema schema;

    StoreFile(Path directory, Schema schema) {
        this.path = directory.resolve(NAME);
        this.schema = schema;
    }

    Path path() {
        return path;
    }

    /** How long the log beside the file is. */
    long logBytes() throws IOException {
        var log = beside("-wal");
        return Files.exists(log) ? Files.size(log) : 0;
    }

    private Path beside(String suffix) {
        return path.resolveSibling(path.getFileName() + suffix);
    }

    /** Makes an empty store, if there is no file. */
    void createIfMissing() throws IOException, SQLException {
        if (Files.exists(path)) {
            return;
        }
        var unfinished = path.resolveSibling(UNFINISHED);
        Files.deleteIfExists(unfinished);
        Files.deleteIfExists(path.resolveSibling(UNFINISHED + "-journal"));
        OwnerOnly.createIfMissing(unfinished);
        try (var connection = Database.open(unfinished)) {
            Database.run(connection, "PRAGMA page_size = " + SqliteSettings.PAGE_BYTES);
            Database.run(connection, "PRAGMA auto_vacuum = INCREMENTAL");
            Database.run(connection, "PRAGMA application_id = " + Schema.APPLICATION_ID);
            schema.migrate(connection, 0);
            Database.run(connection, "PRAGMA journal_mode = WAL");
        }
        Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE);
        try (var directory = FileChannel.open(path.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    /**
     * Finds out whether it is a sound store of this version or an older one, without changing a byte.
     *
     * @throws StoreException {@code FOREIGN}, {@code NEWER_VERSION} or {@code CORRUPT} if it is not, {@code READ_ONLY} if it may not be
     *     written, {@code IN_USE} if somebody reads it who is not a kernel
     */
    void check() throws IOException {
        checkHeader();
        if (!Files.isWritable(path)) {
            throw FileErrors.cannot("open", path, new AccessDeniedException(path.toString(), null, "not writable"));
        }
        try (var connection = Database.openReadOnly(path)) {
            checkVersion(version(connection));
            var findings = Database.run(connection, "PRAGMA quick_check(" + MAX_FINDINGS + ")");
            if (!findings.equals(List.of("ok"))) {
                throw corrupt(new SQLException(String.join("; ", findings)));
            }
        } catch (SQLException e) {
            var error = FileErrors.cannot("read", path, e);
            // The header said that it is a store, so what SQLite cannot make sense of is damaged.
            throw error.code() == Code.FOREIGN || error.code() == Code.FAILED ? corrupt(e) : error;
        } finally {
            // Memory that readers share; the only connection that is to follow has its own.
            Files.deleteIfExists(beside("-shm"));
        }
    }

    private StoreException corrupt(Exception cause) {
        return FileErrors.error(Code.CORRUPT, "use", path, cause);
    }

    private void checkHeader() throws IOException {
        byte[] start;
        try (var input = Files.newInputStream(path)) {
            start = input.readNBytes(HEADER_BYTES);
        }
        if (!Arrays.equals(Arrays.copyOf(start, MAGIC.length), MAGIC)) {
            throw foreign("it is not a SQLite file");
        }
        if (start.length < HEADER_BYTES) {
            throw corrupt(new IOException("it ends after " + start.length + " bytes"));
        }
        var header = ByteBuffer.wrap(start);
        if (header.getInt(APPLICATION_ID_AT) != Schema.APPLICATION_ID) {
            throw foreign("it is a SQLite file of another program");
        }
        checkVersion(header.getInt(USER_VERSION_AT));
    }

    private void checkVersion(int version) {
        if (version > schema.version()) {
            throw FileErrors.error(
                    Code.NEWER_VERSION,
                    "use",
                    path,
                    new IOException("it has version " + version + " of the schema, and this program knows 1 to "
                            + schema.version()));
        }
    }

    private StoreException foreign(String why) {
        return FileErrors.error(Code.FOREIGN, "use", path, new IOException(why));
    }

    /** The file as one connection to it, of the newest version. Nobody else can read or write it while that is open. */
    Connection open(SqliteSettings settings) throws SQLException {
        var connection = Database.open(path);
        try {
            Database.run(connection, "PRAGMA locking_mode = EXCLUSIVE");
            Database.run(connection, "PRAGMA synchronous = " + settings.synchronous());
            Database.run(connection, "PRAGMA max_page_count = " + settings.maxPages());
            WriteAheadLog.configure(connection);
            var version = version(connection);
            if (version < schema.version()) {
                schema.migrate(connection, version);
            }
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private static int version(Connection connection) throws SQLException {
        return Integer.parseInt(Database.run(connection, "PRAGMA user_version").get(0));
    }
}
