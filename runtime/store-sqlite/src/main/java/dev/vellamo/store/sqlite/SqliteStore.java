package dev.vellamo.store.sqlite;

import dev.vellamo.kernel.store.Batch;
import dev.vellamo.kernel.store.Store;
import dev.vellamo.kernel.store.StoreContent;
import dev.vellamo.kernel.store.StoreException;
import dev.vellamo.kernel.store.StoreException.Code;
import dev.vellamo.kernel.store.StoreSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A store in the file {@value StoreFile#NAME} of a directory that is its own while it is open.
 *
 * <pre>
 *   kernel.lock        who has the directory
 *   kernel.sqlite      the rows, a table for each kind
 *   kernel.sqlite-wal  batches that are not in that file yet
 * </pre>
 *
 * <p>A batch is one transaction. After one has failed, the store writes no other.
 */
public final class SqliteStore implements Store {

    private final StoreFile file;
    private final StoreLock lock;
    private final Connection connection;
    private final Statements statements;
    private final AtomicBoolean isClosed = new AtomicBoolean();
    private @Nullable StoreException failure;

    private SqliteStore(StoreFile file, StoreLock lock, Connection connection) throws SQLException {
        this.file = file;
        this.lock = lock;
        this.connection = connection;
        this.statements = new Statements(connection);
        connection.setAutoCommit(false);
    }

    /** Whether a directory has a store. */
    public static boolean existsIn(Path directory) {
        return Files.exists(directory.resolve(StoreFile.NAME));
    }

    /**
     * Opens the store of a directory; makes both if they are missing, for nobody but this user. A store of an older version is
     * brought to this one.
     *
     * @throws StoreException if that is not possible; what was there is as it was then
     */
    public static SqliteStore open(Path directory, SqliteSettings settings) {
        return open(directory, settings, Schema.NEWEST);
    }

    static SqliteStore open(Path directory, SqliteSettings settings, Schema schema) {
        if (Files.isRegularFile(directory)) {
            throw new StoreException(Code.FOREIGN, directory + " is a file, not a directory; choose another name");
        }
        try {
            OwnerOnly.createDirectory(directory);
        } catch (IOException e) {
            throw FileErrors.cannot("create the directory", directory, e);
        }
        var lock = StoreLock.acquire(directory);
        try {
            return open(new StoreFile(directory, schema), lock, settings);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static SqliteStore open(StoreFile file, StoreLock lock, SqliteSettings settings) {
        try {
            file.createIfMissing();
            file.check();
            var connection = file.open(settings);
            try {
                return new SqliteStore(file, lock, connection);
            } catch (SQLException e) {
                connection.close();
                throw FileErrors.error(Code.CORRUPT, "use", file.path(), e);
            }
        } catch (IOException | SQLException e) {
            throw FileErrors.cannot("open", file.path(), e);
        }
    }

    @Override
    public String label() {
        return file.path().toString();
    }

    @Override
    public StoreContent load() {
        requireUsable();
        try {
            return statements.load();
        } catch (SQLException e) {
            throw failed(FileErrors.cannot("read", file.path(), e));
        } catch (StoreException e) {
            throw failed(FileErrors.error(e.code(), "read", file.path(), e));
        }
    }

    @Override
    public void write(Batch batch) {
        requireUsable();
        try {
            statements.apply(batch);
            connection.commit();
        } catch (SQLException | RuntimeException e) {
            throw rolledBack(FileErrors.cannot("write to", file.path(), e));
        }
    }

    private StoreException rolledBack(StoreException error) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            // With some errors, such as a full disk, SQLite has already rolled back.
            if (!FileErrors.says(e, "no transaction is active")) {
                error.addSuppressed(e);
            }
        }
        return failed(error);
    }

    @Override
    public StoreSize size() {
        try {
            return new StoreSize(Files.size(file.path()), file.logBytes());
        } catch (IOException e) {
            throw FileErrors.cannot("measure", file.path(), e);
        }
    }

    @Override
    public void compact() {
        requireUsable();
        try {
            connection.setAutoCommit(true);
            WriteAheadLog.compact(connection);
            connection.setAutoCommit(false);
        } catch (SQLException e) {
            throw failed(FileErrors.cannot("compact", file.path(), e));
        }
    }

    private StoreException failed(StoreException error) {
        failure = error;
        return error;
    }

    private void requireUsable() {
        if (isClosed.get()) {
            throw new StoreException(Code.FAILED, "the store " + file.path() + " is closed");
        }
        if (failure != null) {
            throw new StoreException(
                    Code.FAILED,
                    "the store " + file.path() + " failed before, so nothing is written any more: "
                            + failure.getMessage(),
                    failure);
        }
    }

    @Override
    public void close() {
        if (!isClosed.compareAndSet(false, true)) {
            return;
        }
        try (lock) {
            connection.close();
        } catch (SQLException e) {
            throw FileErrors.cannot("close", file.path(), e);
        }
    }
}
