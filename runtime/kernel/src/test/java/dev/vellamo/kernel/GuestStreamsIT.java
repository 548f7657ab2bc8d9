package dev.vellamo.kernel;

import static dev.vellamo.kernel.run.Baseline.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.protocol.config.ClusterConfig;
import dev.vellamo.protocol.config.GuestConfig;
import dev.vellamo.protocol.config.RestartPolicy;
import dev.vellamo.protocol.config.VatConfig;
import dev.vellamo.protocol.crank.StreamLimits;
import dev.vellamo.vat.Promise;
import dev.vellamo.vat.Ref;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Streams to a guest, from a guest, within one and between two: with real processes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GuestStreamsIT {

    private static final int WINDOW = StreamLimits.WINDOW_BYTES;

    private final ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "host");
    private Kernel kernel;
    private Subcluster cluster;

    @BeforeAll
    void launch(@TempDir Path directory) {
        kernel = Kernels.start(KernelSettings.builder()
                .runtimeDirectory(directory.resolve("run"))
                .build());
        cluster = kernel.launch(ClusterConfig.builder()
                        .bootstrap("here")
                        .guest("eastern", guest())
                        .guest("western", guest())
                        .guest("sinking", guest())
                        .vat("here", vat("local"))
                        .vat("east", vat("eastern"))
                        .vat("eastToo", vat("eastern"))
                        .vat("west", vat("western"))
                        .vat("doomed", vat("sinking"))
                        .build())
                .join();
        for (var name : List.of("east", "eastToo", "west", "doomed")) {
            // Only the one whose bootstrap is called is told of the others.
            await(cluster.vat(name).send("bootstrap", cluster.vats(), Map.of()));
        }
    }

    @AfterAll
    void close() {
        kernel.close();
        system.terminate();
        Answers.of(system.getWhenTerminated());
    }

    private static VatConfig.Builder vat(String placement) {
        return VatConfig.ofClass(StreamVats.class)
                .placement(placement)
                .restart(RestartPolicy.onFailure(5, Duration.ofMinutes(1)));
    }

    private static GuestConfig.ProcessGuest.Builder guest() {
        try {
            return GuestConfig.process()
                    .classPath(Path.of(StreamVats.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI()));
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    }

    private static List<String> numbers(int count) {
        return IntStream.range(0, count).mapToObj(String::valueOf).toList();
    }

    private static List<String> heard(Ref vat) {
        return await(vat.send("heard").as(new Promise.TypeRef<List<String>>() {}));
    }

    @ParameterizedTest
    @CsvSource({"here, east", "east, here", "east, eastToo", "east, west"})
    void carryMessagesThereAndBackInTheirOrder(String from, String to) {
        var texts = numbers(5_000);

        assertThat(await(cluster.vat(from).send("echoOf", to, texts))).isEqualTo(texts);
    }

    @ParameterizedTest
    @CsvSource({"here, west", "west, east"})
    void carryMuchMoreThanAWindow(String from, String to) {
        assertThat(await(cluster.vat(from).send("countOf", to, 100_000))).isEqualTo(100_000);
    }

    @Test
    void areFlowsForHostCode() {
        var texts = numbers(5_000);
        var back = Source.from(texts)
                .map(ByteString::fromString)
                .via(kernel.stream(cluster.vat("east"), "echo"))
                .map(ByteString::utf8String)
                .runWith(Sink.seq(), system);

        assertThat(await(back)).isEqualTo(texts);
    }

    @Test
    void holdAWriterInAGuestBackThatIsNotRead() {
        var reader = Source.<ByteString>maybe()
                .via(kernel.stream(cluster.vat("west"), "count", 0, 1_000_000_000))
                .runWith(Sink.queue(), system);
        var first = await(reader.pull()).orElseThrow().utf8String();
        var most = 4 * WINDOW / StreamLimits.MESSAGE_OVERHEAD_BYTES;

        assertThat(first).isEqualTo("0");
        for (int i = 0; i < 20; i++) {
            assertThat((int) await(cluster.vat("west").send("written").as(Integer.class)))
                    .isLessThan(most);
        }
        reader.cancel();
    }

    @Test
    void endWithTheGuest() {
        await(cluster.vat("here").send("openTo", "doomed", "keep"));
        var flow = Source.<ByteString>maybe()
                .via(kernel.stream(cluster.vat("doomed"), "keep"))
                .runWith(Sink.ignore(), system);
        var pid = kernel.status().subclusters().get(0).guests().stream()
                .filter(each -> each.name().equals("sinking"))
                .findFirst()
                .orElseThrow()
                .pid();
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();

        assertThat(Answers.rejection(flow).code()).isEqualTo("VAT_RESTARTED");
        assertThat(eventually(() -> heard(cluster.vat("here")).equals(List.of("VAT_RESTARTED"))))
                .isTrue();
    }
}
