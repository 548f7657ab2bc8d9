package dev.vellamo.benchmarks;

import dev.vellamo.kernel.Kernel;
import dev.vellamo.kernel.store.Batch;
import dev.vellamo.kernel.store.StoredRow;
import dev.vellamo.kernel.store.StoredValue;
import dev.vellamo.protocol.capdata.Passable;
import dev.vellamo.protocol.config.ClusterConfig;
import dev.vellamo.protocol.config.VatConfig;
import dev.vellamo.store.sqlite.SqliteStore;
import dev.vellamo.vat.Ref;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Host code calls a vat that counts in its baggage, and waits for the answer; beside it, what the disk alone takes. */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx1g")
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class HostCallBenchmark {

    private static final int CALLS = 20_000;
    private static final int IN_FLIGHT = 1_000;

    /** A kernel with one counting vat. */
    private static Ref launch(Kernel kernel) {
        return kernel.launch(ClusterConfig.builder()
                        .bootstrap("counting")
                        .vat("counting", VatConfig.ofClass(CountingVat.class))
                        .build())
                .join()
                .vat("counting");
    }

    private static Object call(Ref counting) {
        return counting.send("add", 1).toCompletableFuture().join();
    }

    /** Without a store. */
    @State(Scope.Benchmark)
    public static class Ephemeral {
        private Kernel kernel;
        private Ref counting;

        @Setup
        public void start() {
            kernel = Kernel.start();
            counting = launch(kernel);
        }

        @TearDown
        public void close() {
            kernel.close();
        }
    }

    /** With a store on disk. */
    @State(Scope.Benchmark)
    public static class Durable {
        private Home home;
        private Kernel kernel;
        private Ref counting;

        @Setup
        public void start() {
            home = Home.create();
            kernel = home.kernel();
            counting = launch(kernel);
        }

        @TearDown
        public void close() throws IOException {
            kernel.close();
            home.close();
        }
    }

    /** A store on disk without a kernel. */
    @State(Scope.Benchmark)
    public static class Bare {
        private Home home;
        private SqliteStore store;
        private long position;

        @Setup
        public void open() {
            home = Home.create();
            store = home.store();
            store.load();
        }

        @TearDown
        public void close() throws IOException {
            store.close();
            home.close();
        }
    }

    @Benchmark
    public Object ephemeralCall(Ephemeral ephemeral) {
        return call(ephemeral.counting);
    }

    @Benchmark
    public Object durableCall(Durable durable) {
        return call(durable.counting);
    }

    /** The same row that a durable call changes. */
    @Benchmark
    public void bareCommit(Bare bare) {
        bare.position++;
        var value = new StoredValue(new Passable.Immutable(bare.position), List.of());
        bare.store.write(new Batch(
                bare.position, List.of(new StoredRow.VatValue("v1", "baggage.count", value, List.of())), List.of()));
    }

    @Benchmark
    @BenchmarkMode(Mode.Throughput)
    @OutputTimeUnit(TimeUnit.SECONDS)
    @OperationsPerInvocation(CALLS)
    public void thousandDurableCallsInFlight(Durable durable) {
        var free = new Semaphore(IN_FLIGHT);
        for (int i = 0; i < CALLS; i++) {
            free.acquireUninterruptibly();
            durable.counting.send("add", 1).whenComplete((count, failure) -> {
                if (failure == null) {
                    free.release();
                }
            });
        }
        free.acquireUninterruptibly(IN_FLIGHT);
    }
}
