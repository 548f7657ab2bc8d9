package dev.vellamo.benchmarks;

import dev.vellamo.kernel.Kernel;
import dev.vellamo.kernel.Subcluster;
import dev.vellamo.protocol.config.ClusterConfig;
import dev.vellamo.protocol.config.VatConfig;
import dev.vellamo.vat.Ref;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** How fast many durable counters are brought up to date, and are there again after a restart. */
final class CounterVats {

    private static final int SUBCLUSTERS = 10;
    private static final int VATS_EACH = 1_000;
    private static final int ROUNDS = 7;

    private CounterVats() {}

    public static void main(String[] arguments) throws IOException {
        try (var home = Home.create()) {
            long[] updates;
            try (var kernel = home.kernel()) {
                var counters = launch(kernel);
                updates = rounds(counters);
            }
            var started = System.nanoTime();
            try (var kernel = home.kernel()) {
                update(refs(kernel.subclusters()));
                System.out.printf(
                        "%d counters: %d ms an update of each, median of %d; %d ms to start again until all answer%n",
                        SUBCLUSTERS * VATS_EACH, updates[ROUNDS / 2], ROUNDS, millisSince(started));
            }
        }
    }

    private static List<Ref> launch(Kernel kernel) {
        var launched = new ArrayList<Subcluster>();
        for (int i = 0; i < SUBCLUSTERS; i++) {
            var config = ClusterConfig.builder().name("counters" + i).bootstrap("v0");
            for (int n = 0; n < VATS_EACH; n++) {
                config.vat("v" + n, VatConfig.ofClass(CountingVat.class));
            }
            launched.add(kernel.launch(config.build()).join());
        }
        return refs(launched);
    }

    private static List<Ref> refs(List<Subcluster> subclusters) {
        var refs = new ArrayList<Ref>();
        subclusters.forEach(subcluster -> refs.addAll(subcluster.vats().values()));
        return refs;
    }

    private static long[] rounds(List<Ref> counters) {
        var millis = new long[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            var started = System.nanoTime();
            update(counters);
            millis[i] = millisSince(started);
        }
        Arrays.sort(millis);
        return millis;
    }

    /** One update of each; returns when all are answered, and so on disk. */
    private static void update(List<Ref> counters) {
        var answers = counters.stream()
                .map(counter -> counter.send("add", 1).toCompletableFuture())
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(answers).join();
    }

    private static long millisSince(long startNanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
    }
}
