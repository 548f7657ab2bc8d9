package dev.vellamo.store.sqlite;

import dev.vellamo.kernel.store.StoredValue;
import dev.vellamo.protocol.capdata.Passable;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The columns of the row that is being read, counted from 1. */
record Columns(ResultSet results) {

    String text(int column) throws SQLException {
        return OddText.decode(results.getString(column));
    }

    @Nullable
    String textOrNull(int column) throws SQLException {
        var text = results.getString(column);
        return text == null ? null : OddText.decode(text);
    }

    long number(int column) throws SQLException {
        return results.getLong(column);
    }

    boolean flag(int column) throws SQLException {
        return results.getLong(column) != 0;
    }

    /** A value whose body is in this column and whose references are in the next. */
    StoredValue value(int column) throws SQLException {
        return new StoredValue(new Passable.Json(results.getBytes(column)), StoredJson.texts(text(column + 1)));
    }

    @Nullable
    StoredValue valueOrNull(int column) throws SQLException {
        return results.getBytes(column) == null ? null : value(column);
    }
}
