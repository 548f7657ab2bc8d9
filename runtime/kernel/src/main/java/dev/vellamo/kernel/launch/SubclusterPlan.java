package dev.vellamo.kernel.launch;

import dev.vellamo.kernel.state.VatRecord;
import dev.vellamo.protocol.config.ClusterConfig;
import dev.vellamo.vat.Promise;
import dev.vellamo.vat.Ref;
import java.util.List;
import java.util.Map;

/** How a subcluster comes up, and what embedders are to know of it then. */
interface SubclusterPlan extends SubclusterActor.Plan {

    ClusterConfig config();

    /** Refs to the roots of its vats. */
    Map<String, Ref> roots();

    /** Those that were made, started or not. */
    List<VatRecord> vats();

    /** What bootstrap answered; only once it is up. */
    Promise<Object> bootstrapAnswer();

    KeptSubcluster kept();
}
