package dev.vellamo.kernel.store;

import java.util.stream.Collectors;

/**
 * Something in a store that no kernel would have written.
 *
 * @param key of the row, its columns separated by spaces
 */
public record StoreProblem(StoredRow.Table table, String key, String text) {

    static StoreProblem of(StoredRow.Key key, String text) {
        var columns = key.columns().stream().map(String::valueOf).collect(Collectors.joining(" "));
        return new StoreProblem(key.table(), columns, text);
    }

    @Override
    public String toString() {
        return table + " " + key + ": " + text;
    }
}
