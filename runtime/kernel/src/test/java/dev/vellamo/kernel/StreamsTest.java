package dev.vellamo.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.protocol.config.ClusterConfig;
import dev.vellamo.protocol.config.VatConfig;
import dev.vellamo.vat.Ref;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Streams between vats, and between host code and vats. */
class StreamsTest {

    private final ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "host");
    private Kernel kernel;
    private Subcluster cluster;

    @BeforeEach
    void launches() {
        kernel = Kernel.start();
        cluster = kernel.launch(config()).join();
    }

    @AfterEach
    void closes() {
        kernel.close();
        system.terminate();
        Answers.of(system.getWhenTerminated());
    }

    private static ClusterConfig config() {
        return ClusterConfig.builder()
                .bootstrap("a")
                .vat("a", VatConfig.ofClass(StreamVats.class))
                .vat("b", VatConfig.ofClass(StreamVats.class))
                .build();
    }

    private Ref a() {
        return cluster.vat("a");
    }

    private Ref b() {
        return cluster.vat("b");
    }

    private CompletionStage<List<String>> run(Source<String, NotUsed> in, Flow<ByteString, ByteString, NotUsed> flow) {
        return in.map(ByteString::fromString)
                .via(flow)
                .map(ByteString::utf8String)
                .toMat(Sink.seq(), Keep.right())
                .run(system);
    }

    private static List<String> numbers(int count) {
        return IntStream.range(0, count).mapToObj(String::valueOf).toList();
    }

    @Nested
    class FromVatToVat {

        @Test
        void messagesGoThereAndBackInOrder() {
            var texts = numbers(10_000);

            assertThat(Answers.of(a().send("echoOf", "b", texts))).isEqualTo(texts);
        }

        @Test
        void aBulkGoesThroughAWindow() {
            assertThat(Answers.of(a().send("countOf", "b", 100_000))).isEqualTo(100_000);
        }
    }

    @Nested
    class FromTheHost {

        @Test
        void aFlowGoesThereAndBackInOrder() {
            var texts = numbers(50_000);

            assertThat(Answers.of(run(Source.from(texts), kernel.stream(b(), "echo"))))
                    .isEqualTo(texts);
        }
    }
}
