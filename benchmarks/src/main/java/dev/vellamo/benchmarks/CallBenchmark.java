package dev.vellamo.benchmarks;

import dev.vellamo.kernel.Kernel;
import dev.vellamo.protocol.config.ClusterConfig;
import dev.vellamo.protocol.config.VatConfig;
import dev.vellamo.vat.Ref;
import java.io.IOException;
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
import org.openjdk.jmh.infra.Blackhole;

/** A vat calls another vat and gets its answer. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx1g")
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class CallBenchmark {

    private static final int CALLS = 100_000;

    private Kernel kernel;
    private Ref calling;

    /** A kernel to measure. */
    Kernel start() {
        return Kernel.start();
    }

    /** A vat that calls and one that answers. */
    ClusterConfig config() {
        return ClusterConfig.builder()
                .bootstrap("calling")
                .vat("calling", VatConfig.ofClass(CallingVat.class))
                .vat("answering", VatConfig.ofClass(AnsweringVat.class))
                .build();
    }

    @Setup
    public void launch() {
        kernel = start();
        calling = kernel.launch(config()).join().vat("calling");
    }

    @TearDown
    public void close() throws IOException {
        kernel.close();
    }

    @Benchmark
    @OperationsPerInvocation(CALLS)
    public void threeHundredInFlight(Blackhole hole) {
        hole.consume(call(300));
    }

    @Benchmark
    @OperationsPerInvocation(CALLS)
    public void oneAtATime(Blackhole hole) {
        hole.consume(call(1));
    }

    private Object call(int inFlight) {
        return calling.send("call", CALLS, inFlight).toCompletableFuture().join();
    }
}
