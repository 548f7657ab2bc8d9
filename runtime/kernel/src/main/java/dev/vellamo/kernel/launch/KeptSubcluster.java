package dev.vellamo.kernel.launch;

import dev.vellamo.kernel.state.Entry;
import dev.vellamo.kernel.state.KernelData;
import dev.vellamo.kernel.state.KernelObject;
import dev.vellamo.kernel.state.SubclusterRecord;
import dev.vellamo.kernel.state.VatRecord;
import dev.vellamo.kernel.store.StoredRef;
import dev.vellamo.kernel.store.StoredRow;
import dev.vellamo.kernel.store.StoredValue;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.config.ClusterConfig;
import dev.vellamo.protocol.config.ClusterConfigWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;

/** What the kernel state is told of one subcluster, so that it comes back when the kernel starts again. */
final class KeptSubcluster {

    private final LaunchSite site;
    private final SubclusterRecord record;

    KeptSubcluster(LaunchSite site, SubclusterRecord record) {
        this.site = site;
        this.record = record;
    }

    /** One that is to be launched. In a kernel that keeps nothing it is no more than a name. */
    static KeptSubcluster of(LaunchSite site, SubclusterParts parts, ClusterConfig config, boolean isSystem) {
        var json = site.keeps() ? ClusterConfigWriter.toAbsoluteJson(config) : "";
        var row = new StoredRow.Subcluster(
                parts.id(), parts.name(), isSystem, config.durable(), false, json, StoredValue.NULL);
        return new KeptSubcluster(site, new SubclusterRecord(row));
    }

    /** Whether it comes back once it was launched. */
    boolean isDurable() {
        return site.keeps() && record.stored().durable();
    }

    /** Its launch begins. Until it is complete, it does not come back. */
    void launching() {
        if (site.keeps()) {
            site.submit(new Entry.KeepSubcluster(record, record.stored()));
        }
    }

    /** Its launch is complete; the stage completes when that is on disk. */
    CompletionStage<?> launched(KernelData bootstrapAnswer) {
        if (!site.keeps()) {
            return CompletableFuture.completedFuture(Done.getInstance());
        }
        var row = record.stored();
        site.submit(new Entry.KeepSubcluster(
                record,
                new StoredRow.Subcluster(
                        row.id(),
                        row.name(),
                        row.isSystem(),
                        row.durable(),
                        true,
                        row.config(),
                        stored(bootstrapAnswer)),
                bootstrapAnswer));
        return site.onDisk();
    }

    /**
     * It has ended; the stage completes when that is on disk.
     *
     * @param vats all of them: those that were never started end as well
     */
    CompletionStage<?> ended(List<VatRecord> vats) {
        if (site.isHalted()) {
            return CompletableFuture.completedFuture(Done.getInstance());
        }
        for (var vat : vats) {
            var text = "vat " + vat.label() + " was terminated with its subcluster";
            site.submit(new Entry.EndVat(vat, Fault.of(ErrorCode.VAT_TERMINATED, text)));
        }
        if (!site.keeps()) {
            return CompletableFuture.completedFuture(Done.getInstance());
        }
        site.submit(new Entry.ForgetSubcluster(record));
        return site.onDisk();
    }

    private static StoredValue stored(KernelData data) {
        var refs = new ArrayList<String>(data.refs().size());
        for (var ref : data.refs()) {
            var lasting = ref instanceof KernelObject object
                    ? object.text()
                    : new StoredRef.Gone("a promise in the answer of bootstrap").toString();
            refs.add(lasting);
        }
        return new StoredValue(data.body(), refs);
    }
}
