package dev.vellamo.benchmarks;

import dev.vellamo.protocol.config.ClusterConfig;

/** A vat calls another vat, which is in a process guest, and gets its answer. */
public class GuestCallBenchmark extends CallBenchmark {

    @Override
    ClusterConfig config() {
        return Island.config();
    }
}
