package dev.vellamo.benchmarks;

import dev.vellamo.protocol.config.ClusterConfig;

/** A vat of a kernel with a store on disk calls another vat, which is in a process guest, and gets its answer. */
public class DurableGuestCallBenchmark extends DurableCallBenchmark {

    @Override
    ClusterConfig config() {
        return Island.config();
    }
}
