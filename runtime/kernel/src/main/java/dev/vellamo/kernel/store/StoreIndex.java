package dev.vellamo.kernel.store;

import dev.vellamo.kernel.store.StoredRow.Message;
import dev.vellamo.kernel.store.StoredRow.Meta;
import dev.vellamo.kernel.store.StoredRow.Promise;
import dev.vellamo.kernel.store.StoredRow.ServiceCall;
import dev.vellamo.kernel.store.StoredRow.Subcluster;
import dev.vellamo.kernel.store.StoredRow.Vat;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The rows of a store by what others name them. Of two with one id, the first. */
final class StoreIndex {

    private final StoreContent content;
    private final Map<String, Meta> numbers;
    private final Map<String, Subcluster> subclusters;
    private final Map<String, Vat> vats;
    private final Map<Long, Promise> promises;
    private final Map<Long, Message> messagesByResult = new HashMap<>();
    private final Map<Long, ServiceCall> callsByResult = new HashMap<>();

    StoreIndex(StoreContent content) {
        this.content = content;
        numbers = by(Meta::name, content.of(Meta.class));
        subclusters = by(Subcluster::id, content.of(Subcluster.class));
        vats = by(Vat::id, content.of(Vat.class));
        promises = by(Promise::id, content.of(Promise.class));
        content.of(Message.class).forEach(row -> messagesByResult.putIfAbsent(row.result(), row));
        content.of(ServiceCall.class).forEach(row -> callsByResult.putIfAbsent(row.result(), row));
    }

    private static <K extends Comparable<K>, R> Map<K, R> by(Function<R, K> id, List<R> rows) {
        var index = new TreeMap<K, R>();
        rows.forEach(row -> index.putIfAbsent(id.apply(row), row));
        return index;
    }

    StoreContent content() {
        return content;
    }

    /** A counter; 0 if nothing was counted. */
    long number(String name) {
        var row = numbers.get(name);
        return row == null ? 0 : row.value();
    }

    boolean hasSubcluster(String id) {
        return subclusters.containsKey(id);
    }

    @Nullable
    Vat vat(String id) {
        return vats.get(id);
    }

    @Nullable
    Promise promise(long id) {
        return promises.get(id);
    }

    Map<Long, Promise> promises() {
        return promises;
    }

    /** Who brings the outcome of a promise. */
    @Nullable
    Message messageAnswering(long promise) {
        return messagesByResult.get(promise);
    }

    @Nullable
    ServiceCall callAnswering(long promise) {
        return callsByResult.get(promise);
    }
}
