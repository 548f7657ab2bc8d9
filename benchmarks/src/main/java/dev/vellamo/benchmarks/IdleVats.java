package dev.vellamo.benchmarks;

import dev.vellamo.kernel.Kernel;
import dev.vellamo.kernel.Subcluster;
import dev.vellamo.protocol.config.ClusterConfig;
import dev.vellamo.protocol.config.VatConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** How much heap an idle vat takes: launches many and looks at the heap before and after. */
final class IdleVats {

    private static final int SUBCLUSTERS = 100;
    private static final int VATS_EACH = 1_000;
    private static final int VATS = SUBCLUSTERS * VATS_EACH;

    private IdleVats() {}

    public static void main(String[] arguments) {
        try (var kernel = Kernel.start()) {
            var config = vats();
            kernel.launch(config).join().terminate().toCompletableFuture().join();
            var before = usedBytes();
            var started = System.nanoTime();
            var subclusters = new ArrayList<Subcluster>();
            for (int i = 0; i < SUBCLUSTERS; i++) {
                subclusters.add(kernel.launch(config).join());
            }
            var launchMillis = millisSince(started);
            var after = usedBytes();
            started = System.nanoTime();
            terminate(subclusters);
            System.out.printf(
                    "%d idle vats: %d bytes of heap each; launched in %d ms, terminated in %d ms; %d bytes each left%n",
                    VATS, (after - before) / VATS, launchMillis, millisSince(started), (usedBytes() - before) / VATS);
        }
    }

    private static void terminate(List<Subcluster> subclusters) {
        for (var subcluster : subclusters) {
            subcluster.terminate().toCompletableFuture().join();
        }
        subclusters.clear();
    }

    private static ClusterConfig vats() {
        var config = ClusterConfig.builder().bootstrap("v0");
        for (int i = 0; i < VATS_EACH; i++) {
            config.vat("v" + i, VatConfig.ofClass(AnsweringVat.class));
        }
        return config.build();
    }

    private static long millisSince(long startNanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
    }

    private static long usedBytes() {
        var runtime = Runtime.getRuntime();
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
