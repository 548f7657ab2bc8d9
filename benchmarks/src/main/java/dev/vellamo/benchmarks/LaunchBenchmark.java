package dev.vellamo.benchmarks;

import dev.vellamo.kernel.Kernel;
import dev.vellamo.protocol.config.ClusterConfig;
import dev.vellamo.protocol.config.VatConfig;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** A subcluster of one vat is launched, answers, and is terminated. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx1g")
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class LaunchBenchmark {

    private final ClusterConfig config = ClusterConfig.builder()
            .bootstrap("only")
            .vat("only", VatConfig.ofClass(AnsweringVat.class))
            .build();
    private Kernel kernel;

    @Setup
    public void start() {
        kernel = Kernel.start();
    }

    @TearDown
    public void close() {
        kernel.close();
    }

    @Benchmark
    public void launchAndTerminate(Blackhole hole) {
        hole.consume(
                kernel.launch(config).join().terminate().toCompletableFuture().join());
    }
}
