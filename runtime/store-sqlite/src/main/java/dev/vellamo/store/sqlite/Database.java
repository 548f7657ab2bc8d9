package dev.vellamo.store.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.sqlite.SQLiteConfig;

/** Connections to SQLite files, and pragmas. */
final class Database {

    /** For somebody who looks at the file just now to finish; a kernel that runs does not get into this at all. */
    private static final int BUSY_MILLIS = 500;

    private Database() {}

    static Connection open(Path file) throws SQLException {
        return connect(file, new SQLiteConfig());
    }

    /** A connection that leaves the file as it is, also when it is closed. */
    static Connection openReadOnly(Path file) throws SQLException {
        var config = new SQLiteConfig();
        config.setReadOnly(true);
        return connect(file, config);
    }

    private static Connection connect(Path file, SQLiteConfig config) throws SQLException {
        NativeLibrary.load();
        config.setBusyTimeout(BUSY_MILLIS);
        // As a URI, because a question mark in a plain name would begin settings.
        return config.createConnection("jdbc:sqlite:file:" + file.toUri().getRawPath());
    }

    /** Carries out a statement to its end, and gives the first column of what it answers. */
    static List<String> run(Connection connection, String sql) throws SQLException {
        var answers = new ArrayList<String>();
        try (var statement = connection.createStatement()) {
            if (statement.execute(sql)) {
                try (var results = statement.getResultSet()) {
                    while (results.next()) {
                        answers.add(String.valueOf(results.getString(1)));
                    }
                }
            }
        }
        return answers;
    }
}
