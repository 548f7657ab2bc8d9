package dev.vellamo.kernel.store;

import java.util.List;

/** All rows of a store, in no particular order. */
public record StoreContent(List<StoredRow> rows) {

    public static final StoreContent EMPTY = new StoreContent(List.of());

    public StoreContent {
        rows = List.copyOf(rows);
    }

    /** The rows of one table. */
    public <R extends StoredRow> List<R> of(Class<R> type) {
        return rows.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
