package dev.vellamo.store.sqlite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;

/**
 * The tables of the file, as the scripts that made them one after the other: script n leads from version n - 1 to n. A script
 * that was published is never changed.
 *
 * @param scripts each any number of SQL statements
 */
record Schema(List<String> scripts) {

    /** Says to those who look at a file that it is a store of Vellamo: "Vlmo". */
    static final int APPLICATION_ID = 0x566c6d6f;

    static final Schema NEWEST =
            new Schema(Stream.of("schema-1.sql").map(Schema::resource).toList());

    int version() {
        return scripts.size();
    }

    /** Brings a file to this version, in one transaction: it is of the old version or of the new one. */
    void migrate(Connection connection, int from) throws SQLException {
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
            for (var script : scripts.subList(from, version())) {
                statement.executeUpdate(script);
            }
            statement.executeUpdate("PRAGMA user_version = " + version());
            connection.commit();
        } catch (SQLException | RuntimeException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private static String resource(String name) {
        try (var stream = Schema.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("the resource " + name + " is missing from the jar of this class");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
