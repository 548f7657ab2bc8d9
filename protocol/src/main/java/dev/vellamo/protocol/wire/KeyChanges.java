package dev.vellamo.protocol.wire;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Changed keys that wait to be told. Of each key only the newest value is; the oldest wait first. */
final class KeyChanges {
    private final Map<String, Frame.KeyChanged> newest = new LinkedHashMap<>();

    void add(Frame.KeyChanged change) {
        newest.put(change.key(), change);
    }

    Frame.@Nullable KeyChanged next() {
        Iterator<Frame.KeyChanged> changes = newest.values().iterator();
        if (!changes.hasNext()) {
            return null;
        }
        Frame.KeyChanged first = changes.next();
        changes.remove();
        return first;
    }

    boolean isEmpty() {
        return newest.isEmpty();
    }

    void clear() {
        newest.clear();
    }
}
