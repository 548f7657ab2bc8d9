package dev.vellamo.kernel.launch;

import dev.vellamo.kernel.KernelStatus.SubclusterStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The subclusters that exist, in the order of their launch, for status. Any thread may use it. */
public final class SubclusterTable {

    private final Map<String, SubclusterParts> parts = new LinkedHashMap<>();

    synchronized void add(SubclusterParts added) {
        parts.put(added.id(), added);
    }

    synchronized void remove(String id) {
        parts.remove(id);
    }

    public List<SubclusterStatus> status() {
        List<SubclusterParts> all;
        synchronized (this) {
            all = List.copyOf(parts.values());
        }
        return all.stream().map(SubclusterParts::status).toList();
    }
}
