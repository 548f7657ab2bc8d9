package dev.vellamo.store.sqlite.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.kernel.Kernel;
import dev.vellamo.kernel.KernelSettings;
import dev.vellamo.kernel.Launch;
import dev.vellamo.kernel.Subcluster;
import dev.vellamo.kernel.store.StoreCheck;
import dev.vellamo.kernel.store.StoreContent;
import dev.vellamo.kernel.store.StoreSize;
import dev.vellamo.kernel.store.StoredRow;
import dev.vellamo.placement.LocalOnly;
import dev.vellamo.protocol.config.ClusterConfig;
import dev.vellamo.protocol.config.VatConfig;
import dev.vellamo.store.sqlite.SqliteSettings;
import dev.vellamo.store.sqlite.SqliteStore;
import dev.vellamo.testkit.Eventually;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is over leaves nothing behind: no rows, no room in the file, no memory. */
@LocalOnly("What is left is measured in the JVM of the kernel, after more launches than there can be processes.")
class ResidueIT {

    private static final Logger LOG = LoggerFactory.getLogger(ResidueIT.class);

    private static final long MEGABYTE = 1 << 20;
    private static final int CALLS = 1_000_000;

    /** Of one message of the host. */
    private static final int CALLS_AT_ONCE = 10_000;

    private static final int SUBCLUSTERS = 1_000;
    private static final int LAUNCHED_AT_ONCE = 10;

    /** What differs from one collection to the next though nothing is kept: a byte or two for each call is a leak. */
    private static final long HEAP_TOLERANCE = 2 * MEGABYTE;

    @TempDir
    private Path home;

    private long longestLogBytes;

    private Kernel start() {
        var store = SqliteStore.open(home, SqliteSettings.DEFAULT);
        return Kernel.start(
                KernelSettings.builder().name("residue").store(store).build());
    }

    private static ClusterConfig config(String name) {
        return ClusterConfig.builder()
                .name(name)
                .bootstrap("caller")
                .vat("caller", VatConfig.ofClass(Traffic.CallerVat.class))
                .vat("callee", VatConfig.ofClass(Traffic.CalleeVat.class))
                .build();
    }

    @Test
    void aMillionCallsLeaveNothing() {
        try (var kernel = start()) {
            calls(kernel.launch(config("traffic")).join(), 20 * CALLS_AT_ONCE);
        }
        var rows = rows();
        var started = System.nanoTime();
        try (var kernel = start()) {
            var traffic = kernel.subcluster("traffic");
            calls(traffic, 20 * CALLS_AT_ONCE);
            var heapBytes = heapBytes();
            for (int calls = 0; calls < CALLS; calls += CALLS_AT_ONCE) {
                calls(traffic, CALLS_AT_ONCE);
                measuresLog(kernel);
            }
            assertHeapIsBackAt(heapBytes);
        }
        LOG.info("{} calls, the log had {} bytes at most, {} ms", CALLS, longestLogBytes, millisSince(started));
        assertThat(rows()).isEqualTo(rows);
        assertFileIsSmall();
    }

    private static void calls(Subcluster traffic, int times) {
        assertThat(Eventually.answer(traffic.vat("caller").send("call", times).as(Integer.class)))
                .isEqualTo(times);
    }

    @Test
    void aThousandSubclustersLeaveNothing() {
        try (var kernel = start()) {
            kernel.launch(config("stays")).join();
        }
        var rows = rows();
        var started = System.nanoTime();
        try (var kernel = start()) {
            launchesAndTerminates(kernel, 20 * LAUNCHED_AT_ONCE);
            var heapBytes = heapBytes();
            launchesAndTerminates(kernel, SUBCLUSTERS);
            assertHeapIsBackAt(heapBytes);
        }
        LOG.info(
                "{} subclusters, the log had {} bytes at most, {} ms",
                SUBCLUSTERS,
                longestLogBytes,
                millisSince(started));
        assertThat(rows()).isEqualTo(rows);
        assertFileIsSmall();
    }

    private void launchesAndTerminates(Kernel kernel, int subclusters) {
        for (int launched = 0; launched < subclusters; launched += LAUNCHED_AT_ONCE) {
            var launches = new ArrayList<Launch>();
            for (int i = launched; i < launched + LAUNCHED_AT_ONCE; i++) {
                launches.add(kernel.launch(config("passing-" + i)));
            }
            launches.forEach(launch -> calls(launch.join(), 1));
            launches.stream().map(launch -> launch.join().terminate()).toList().forEach(Eventually::answer);
            measuresLog(kernel);
        }
    }

    private void measuresLog(Kernel kernel) {
        var logBytes = kernel.status()
                .store()
                .orElseThrow()
                .size()
                .map(StoreSize::logBytes)
                .orElseThrow();
        longestLogBytes = Math.max(longestLogBytes, logBytes);
        assertThat(logBytes).isLessThan(16 * MEGABYTE);
    }

    private static long millisSince(long startedNanos) {
        return (System.nanoTime() - startedNanos) / 1_000_000;
    }

    /** In use, when all that nobody reaches is collected. */
    private static long heapBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** What the kernel itself tidies up, it does now and then. */
    private static void assertHeapIsBackAt(long bytes) {
        Eventually.holds(
                () -> "the heap is back at " + bytes + " bytes and not " + heapBytes(),
                () -> heapBytes() < bytes + HEAP_TOLERANCE);
    }

    /** How many there are of each kind, but for the counters, whose number is fixed. */
    private Map<String, Long> rows() {
        try (var store = SqliteStore.open(home, SqliteSettings.DEFAULT)) {
            var content = store.load();
            assertThat(StoreCheck.of(content)).isEmpty();
            return count(content);
        }
    }

    private static Map<String, Long> count(StoreContent content) {
        return content.rows().stream()
                .filter(row -> !(row instanceof StoredRow.Meta))
                .map(row -> row.getClass().getSimpleName())
                .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
    }

    private void assertFileIsSmall() {
        try (var store = SqliteStore.open(home, SqliteSettings.DEFAULT)) {
            store.compact();
            assertThat(store.size().dataBytes()).isLessThan(MEGABYTE);
            assertThat(store.size().logBytes()).isZero();
        }
    }
}
