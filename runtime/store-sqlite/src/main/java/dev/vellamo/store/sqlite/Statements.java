package dev.vellamo.store.sqlite;

import dev.vellamo.kernel.store.Batch;
import dev.vellamo.kernel.store.StoreContent;
import dev.vellamo.kernel.store.StoreException;
import dev.vellamo.kernel.store.StoredRow;
import dev.vellamo.kernel.store.StoredRow.Meta;
import dev.vellamo.kernel.store.StoredRow.Table;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The statements of one connection, prepared once: SQLite spends more on reading a statement than on a row. */
final class Statements {

    private final Connection connection;
    private final Map<Table, PreparedStatement> inserts = new EnumMap<>(Table.class);
    private final Map<Table, PreparedStatement> deletes = new EnumMap<>(Table.class);

    Statements(Connection connection) throws SQLException {
        this.connection = connection;
        for (var table : Table.values()) {
            inserts.put(table, connection.prepareStatement(RowTables.of(table).insertSql()));
            deletes.put(table, connection.prepareStatement(RowTables.of(table).deleteSql()));
        }
    }

    /** Carries out a batch within the transaction that is open. */
    void apply(Batch batch) throws SQLException {
        for (var key : batch.removals()) {
            add(deletes, key.table(), key.columns().toArray());
        }
        execute(deletes);
        for (var row : batch.puts()) {
            put(row);
        }
        put(new Meta(Meta.POSITION, batch.position()));
        execute(inserts);
    }

    private void put(StoredRow row) throws SQLException {
        var table = row.key().table();
        add(inserts, table, RowTables.of(table).columnsOf(row));
    }

    private static void add(Map<Table, PreparedStatement> statements, Table table, @Nullable Object[] columns)
            throws SQLException {
        var statement = statements.get(table);
        if (statement == null) {
            throw new IllegalStateException("no statement for " + table);
        }
        for (var i = 0; i < columns.length; i++) {
            bind(statement, i + 1, columns[i]);
        }
        statement.addBatch();
    }

    private static void bind(PreparedStatement statement, int place, @Nullable Object column) throws SQLException {
        if (column instanceof String text) {
            statement.setString(place, OddText.encode(text));
        } else if (column instanceof Boolean flag) {
            statement.setInt(place, flag ? 1 : 0);
        } else {
            statement.setObject(place, column);
        }
    }

    private static void execute(Map<Table, PreparedStatement> statements) throws SQLException {
        for (var statement : statements.values()) {
            statement.executeBatch();
        }
    }

    /** All rows of all tables. */
    StoreContent load() throws SQLException {
        var rows = new ArrayList<StoredRow>();
        for (var table : Table.values()) {
            load(RowTables.of(table), rows);
        }
        return new StoreContent(rows);
    }

    private void load(RowTable<?> table, List<StoredRow> into) throws SQLException {
        try (var select = connection.createStatement();
                var results = select.executeQuery(table.selectSql())) {
            var columns = new Columns(results);
            while (results.next()) {
                into.add(read(table, columns));
            }
        }
    }

    private static StoredRow read(RowTable<?> table, Columns columns) throws SQLException {
        try {
            return table.reader().row(columns);
        } catch (RuntimeException e) {
            throw new StoreException(
                    StoreException.Code.CORRUPT,
                    "table " + table.name() + ", row " + columns.results().getString(1) + ": " + e.getMessage(),
                    e);
        }
    }
}
