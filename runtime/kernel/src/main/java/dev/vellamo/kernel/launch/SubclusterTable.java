package dev.vellamo.kernel.launch;

import dev.vellamo.kernel.KernelStatus.SubclusterStatus;
import dev.vellamo.kernel.Subcluster;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The subclusters that exist, in the order of their launch, and their vats. Any thread may use it. */
public final class SubclusterTable {

    private final Map<String, SubclusterParts> parts = new LinkedHashMap<>();
    private final Map<String, Subcluster> launched = new LinkedHashMap<>();
    private final Map<String, VatHandle> vats = new ConcurrentHashMap<>();

    synchronized void add(SubclusterParts added) {
        parts.put(added.id(), added);
    }

    /** It can be used: its launch is complete, or it is restored. */
    synchronized void launched(Subcluster subcluster) {
        if (parts.containsKey(subcluster.id())) {
            launched.put(subcluster.id(), subcluster);
        }
    }

    synchronized void remove(String id) {
        parts.remove(id);
        launched.remove(id);
        vats.values().removeIf(vat -> vat.record().subcluster().equals(id));
    }

    void add(VatHandle vat) {
        vats.put(vat.record().id(), vat);
    }

    void removeVat(String id) {
        vats.remove(id);
    }

    /** A vat that has not ended. */
    public Optional<VatHandle> vat(String id) {
        return Optional.ofNullable(vats.get(id));
    }

    /** Those whose launch is complete, oldest first. */
    public synchronized List<Subcluster> launched() {
        return List.copyOf(launched.values());
    }

    public List<SubclusterStatus> status() {
        List<SubclusterParts> all;
        synchronized (this) {
            all = new ArrayList<>(parts.values());
        }
        return all.stream().map(SubclusterParts::status).toList();
    }
}
