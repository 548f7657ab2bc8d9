package dev.vellamo.benchmarks;

import dev.vellamo.kernel.Kernel;
import dev.vellamo.protocol.config.ClusterConfig;
import dev.vellamo.protocol.config.IoConfig;
import dev.vellamo.protocol.config.VatConfig;
import dev.vellamo.vat.Ref;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

/** A vat reads 64-byte lines that a client in another process sends as fast as they are taken. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx1g")
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class LineBenchmark {

    private static final int BATCHED = 1_000_000;
    private static final int SINGLE = 100_000;

    private Path directory;
    private Kernel kernel;
    private Ref reading;
    private Process client;

    /** A kernel to measure. */
    Kernel start() {
        return Kernel.start();
    }

    @Setup
    public void launch() throws IOException {
        directory = Files.createTempDirectory("vellamo-lines");
        var socket = directory.resolve("lines.sock");
        kernel = start();
        reading = kernel.launch(ClusterConfig.builder()
                        .bootstrap("reading")
                        .vat("reading", VatConfig.ofClass(ReadingVat.class))
                        .io("lines", IoConfig.socket(socket))
                        .build())
                .join()
                .vat("reading");
        client = LineClient.start(socket);
    }

    @TearDown
    public void close() throws IOException {
        kernel.close();
        client.destroyForcibly().onExit().join();
        Files.delete(directory);
    }

    @Benchmark
    @OperationsPerInvocation(BATCHED)
    public void inBatches(Blackhole hole) {
        hole.consume(read(BATCHED, 1024, 2));
    }

    @Benchmark
    @OperationsPerInvocation(SINGLE)
    public void oneAReceiveSixtyFourInFlight(Blackhole hole) {
        hole.consume(read(SINGLE, 1, 64));
    }

    private Object read(long lines, int linesAReceive, int inFlight) {
        return reading.send("read", lines, linesAReceive, inFlight)
                .toCompletableFuture()
                .join();
    }
}
