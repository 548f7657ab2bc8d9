package dev.vellamo.kernel.launch;

import dev.vellamo.kernel.state.KernelData;
import dev.vellamo.kernel.state.SubclusterRecord;
import dev.vellamo.kernel.state.VatRecord;
import dev.vellamo.protocol.config.ClusterConfig;
import java.util.List;

/**
 * A subcluster that an earlier kernel left.
 *
 * @param vats those that have not ended, in the order of their start
 * @param answer what bootstrap answered
 */
public record RestoredSubcluster(
        SubclusterRecord record, ClusterConfig config, List<VatRecord> vats, KernelData answer) {

    public RestoredSubcluster {
        vats = List.copyOf(vats);
    }
}
