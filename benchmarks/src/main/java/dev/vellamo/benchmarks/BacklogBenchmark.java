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
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** A vat reads a million lines that were waiting, as far as channel and socket take them, before its first read. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx1g")
@Warmup(iterations = 8)
@Measurement(iterations = 8)
public class BacklogBenchmark {

    /** Lines of one measurement. */
    static final long LINES = 1_000_000;

    private Path directory;
    private Kernel kernel;
    private Ref reading;
    private Process client;

    /** The channel may hold all of it, so that all of it waits. */
    @Setup(Level.Invocation)
    public void fill() throws IOException {
        directory = Files.createTempDirectory("vellamo-backlog");
        var socket = directory.resolve("lines.sock");
        kernel = Kernel.start();
        reading = kernel.launch(ClusterConfig.builder()
                        .bootstrap("reading")
                        .vat("reading", VatConfig.ofClass(ReadingVat.class))
                        .io("lines", IoConfig.socket(socket).bufferBytes(160_000_000))
                        .build())
                .join()
                .vat("reading");
        client = LineClient.start(socket);
        LineClient.awaitStalled(client);
    }

    @TearDown(Level.Invocation)
    public void close() throws IOException {
        kernel.close();
        client.destroyForcibly().onExit().join();
        Files.delete(directory);
    }

    @Benchmark
    public void aMillionLinesThatWait(Blackhole hole) {
        hole.consume(reading.send("read", LINES, 1024, 2).toCompletableFuture().join());
    }
}
