package dev.vellamo.benchmarks;

import dev.vellamo.kernel.Kernel;
import dev.vellamo.kernel.Subcluster;
import dev.vellamo.protocol.config.ClusterConfig;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A process guest with one vat is launched, until its bootstrap has answered. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx1g")
@Warmup(iterations = 5)
@Measurement(iterations = 15)
public class GuestLaunchBenchmark {

    private final ClusterConfig config = Island.alone();
    private Kernel kernel;
    private @Nullable Subcluster launched;

    @Setup
    public void start() {
        kernel = Kernel.start();
    }

    @TearDown(Level.Iteration)
    public void terminate() {
        Objects.requireNonNull(launched).terminate().toCompletableFuture().join();
    }

    @TearDown
    public void close() {
        kernel.close();
    }

    @Benchmark
    public void launch() {
        launched = kernel.launch(config).join();
    }
}
