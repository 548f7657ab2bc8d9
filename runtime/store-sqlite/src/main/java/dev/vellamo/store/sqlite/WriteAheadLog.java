package dev.vellamo.store.sqlite;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * How the log beside the file is kept short. A batch is appended to the log; when that has grown to a limit, its pages go
 * into the file and it begins anew. The only connection is the only reader, so this is never held up.
 */
final class WriteAheadLog {

    /** 8 MB: seldom enough that a busy kernel spends little on it, and half of the 16 MB that the log may take. */
    private static final int CHECKPOINT_PAGES = 2000;

    /** 8 MB: what a batch beyond all measure made it longer is cut off. */
    private static final int KEPT_BYTES = CHECKPOINT_PAGES * SqliteSettings.PAGE_BYTES;

    /** 16 MB (negative: KiB): the pages of a large batch, so that they are written once. */
    private static final int CACHE = -16 * 1024;

    private WriteAheadLog() {}

    static void configure(Connection connection) throws SQLException {
        Database.run(connection, "PRAGMA journal_mode = WAL");
        Database.run(connection, "PRAGMA wal_autocheckpoint = " + CHECKPOINT_PAGES);
        Database.run(connection, "PRAGMA journal_size_limit = " + KEPT_BYTES);
        Database.run(connection, "PRAGMA cache_size = " + CACHE);
    }

    /** Gives free pages back to the file system and empties the log. Not within a transaction. */
    static void compact(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            // An update is carried out to its end; a query without columns would end after the first page.
            statement.executeUpdate("PRAGMA incremental_vacuum");
        }
        Database.run(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
    }
}
