package dev.vellamo.store.sqlite;

import dev.vellamo.kernel.store.StoredRow;
import java.sql.SQLException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How rows of one kind are written and read.
 *
 * @param name of the table
 * @param keys its first columns, in the order of {@link StoredRow.Key#columns}
 * @param values its other columns; one whose name ends in {@value #BODY} is JSON in UTF-8
 */
record RowTable<R extends StoredRow>(
        String name, String keys, String values, Class<R> type, Writer<R> writer, Reader reader) {

    /** After the name of a column whose text is given and taken as bytes, as the values of the kernel are. */
    static final String BODY = "!";

    /** All columns of a row in the order of the table: text, whole numbers, bytes of bodies, or {@code null}. */
    interface Writer<R> {
        @Nullable
        Object[] columns(R row);
    }

    /** A row from its columns. */
    interface Reader {
        StoredRow row(Columns columns) throws SQLException;
    }

    String insertSql() {
        // The cast makes SQLite take the bytes as text, which costs less than making a string of them and bytes of
        // that.
        var places = columns().map(column -> column.endsWith(BODY) ? "CAST(? AS TEXT)" : "?");
        return "INSERT OR REPLACE INTO " + name + " (" + names() + ") VALUES ("
                + places.collect(Collectors.joining(", ")) + ")";
    }

    String deleteSql() {
        return "DELETE FROM " + name + " WHERE "
                + Stream.of(keys.split(" ")).map(key -> key + " = ?").collect(Collectors.joining(" AND "));
    }

    String selectSql() {
        return "SELECT " + names() + " FROM " + name;
    }

    @Nullable
    Object[] columnsOf(StoredRow row) {
        return writer.columns(type.cast(row));
    }

    private Stream<String> columns() {
        return Stream.of((keys + " " + values).split(" "));
    }

    private String names() {
        return columns().map(column -> column.replace(BODY, "")).collect(Collectors.joining(", "));
    }
}
