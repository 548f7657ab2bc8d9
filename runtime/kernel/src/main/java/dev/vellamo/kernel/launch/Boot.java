package dev.vellamo.kernel.launch;

import dev.vellamo.kernel.KernelEvent;
import dev.vellamo.kernel.KernelException;
import dev.vellamo.kernel.KernelSettings;
import dev.vellamo.kernel.RollbackReport;
import dev.vellamo.kernel.state.Entry;
import dev.vellamo.kernel.state.KernelData;
import dev.vellamo.kernel.state.Restore.Restored;
import dev.vellamo.kernel.state.SubclusterRecord;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.config.ClusterConfig;
import dev.vellamo.protocol.config.ClusterConfigParser;
import dev.vellamo.protocol.config.ConfigException;
import dev.vellamo.protocol.config.ConfigProblem;
import dev.vellamo.protocol.config.UnsupportedParts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a kernel does with what an earlier one left, before anything is started: which subclusters come back, which end, and
 * which calls are made again.
 */
public final class Boot {

    private static final Logger LOG = LoggerFactory.getLogger("dev.vellamo.kernel");

    private final KernelSettings settings;
    private final LaunchSite site;
    private final Restored left;
    private final Set<String> systemIds = new HashSet<>();

    public Boot(KernelSettings settings, KernelParts parts) {
        this.settings = settings;
        this.site = parts.site();
        this.left = parts.restored();
    }

    /** Calls of idempotent services without outcome are made again. Once the services are registered. */
    public void repeatCalls() {
        left.calls().forEach(call -> site.submit(call.entry()));
    }

    /** Those that come back. System subclusters that are not in the settings any more end without being started. */
    public List<RestoredSubcluster> restored() {
        var restored = new ArrayList<RestoredSubcluster>();
        for (var record : left.subclusters()) {
            var row = record.stored();
            if (settings.forgotten().contains(row.name()) && !row.isSystem()) {
                end(record, "it is to begin anew");
            } else if (row.isSystem() && !settings.systemSubclusters().containsKey(row.name())) {
                end(record, "it is no longer a system subcluster of this kernel");
            } else if (left.vats().getOrDefault(row.id(), List.of()).isEmpty()) {
                end(record, "its last vat had ended");
            } else {
                restore(record, restored);
            }
        }
        return restored;
    }

    /** Whether it is one of the system subclusters that came back. */
    public boolean isSystem(String subcluster) {
        return systemIds.contains(subcluster);
    }

    private void restore(SubclusterRecord record, List<RestoredSubcluster> restored) {
        var row = record.stored();
        try {
            var config = config(record);
            var vats = left.vats().getOrDefault(row.id(), List.of());
            var answer = left.answers().getOrDefault(row.id(), KernelData.NULL);
            restored.add(new RestoredSubcluster(record, config, vats, answer));
            if (row.isSystem()) {
                systemIds.add(row.id());
            }
        } catch (ConfigException | KernelException e) {
            LOG.error(
                    "subcluster {} ({}) cannot come back, and stays stored: its config cannot be launched by this"
                            + " version",
                    row.id(),
                    row.name(),
                    e);
            site.event(new KernelEvent.NotRestored(row.id(), row.name(), String.valueOf(e.getMessage())));
        }
    }

    private static ClusterConfig config(SubclusterRecord record) {
        var row = record.stored();
        var source = "the stored config of " + row.id();
        var config = ClusterConfigParser.parse(row.config(), source, Path.of("").toAbsolutePath());
        var unsupported = UnsupportedParts.of(config);
        if (!unsupported.isEmpty()) {
            throw new KernelException(
                    KernelException.Code.UNSUPPORTED,
                    unsupported.stream().map(ConfigProblem::toString).collect(Collectors.joining("\n")));
        }
        return config;
    }

    private void end(SubclusterRecord record, String why) {
        var row = record.stored();
        for (var vat : left.vats().getOrDefault(row.id(), List.of())) {
            var text = "vat " + vat.label() + " was terminated: " + why;
            site.submit(new Entry.EndVat(vat, Fault.of(ErrorCode.VAT_TERMINATED, text)));
        }
        site.submit(new Entry.ForgetSubcluster(record));
        site.event(new KernelEvent.Terminated(
                row.id(), row.name(), why, new RollbackReport("", List.of(), List.of(), List.of())));
    }
}
