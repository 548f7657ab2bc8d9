package dev.vellamo.kernel;

import static dev.vellamo.kernel.run.Baseline.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.kernel.commit.HeldStore;
import dev.vellamo.kernel.run.Baseline;
import dev.vellamo.kernel.store.StoreException;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.config.ClusterConfig;
import dev.vellamo.protocol.config.VatConfig;
import dev.vellamo.vat.Ref;
import java.time.Duration;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.SinkQueueWithCancel;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Streams of a kernel with a store. */
class StreamDurabilityTest {

    private static final int MESSAGE_AND_CRANK = 2;

    private final Baseline baseline = new Baseline().threads("vellamo");
    private final HeldStore store = new HeldStore();
    private final ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "host");
    private Kernel kernel;
    private Ref main;

    @BeforeEach
    void launches() {
        kernel = Kernels.start(KernelSettings.builder()
                .commitLinger(Duration.ofDays(1))
                .store(store)
                .build());
        main = kernel.launch(ClusterConfig.builder()
                        .bootstrap("main")
                        .vat("main", VatConfig.ofClass(StreamVats.class))
                        .build())
                .join()
                .vat("main");
    }

    @AfterEach
    void closes() {
        store.letGo();
        kernel.close();
        system.terminate();
        Answers.of(system.getWhenTerminated());
        assertThat(baseline.remaining()).isEmpty();
    }

    private SinkQueueWithCancel<ByteString> readsKept() {
        var reader = Source.<ByteString>maybe().via(kernel.stream(main, "keep")).runWith(Sink.queue(), system);
        assertThat(eventually(() -> Answers.of(main.send("keeps").as(Boolean.class))))
                .isTrue();
        return reader;
    }

    private KernelStatus.StoreStatus status() {
        return kernel.status().store().orElseThrow();
    }

    private void hold() {
        assertThat(eventually(() -> status().onDisk() == status().applied())).isTrue();
        store.hold();
    }

    @Test
    void whatAVatWritesLeavesWhenItsCrankIsOnDisk() {
        var reader = readsKept();
        hold();
        var next = reader.pull().toCompletableFuture();
        var before = status().applied();
        main.sendOnly("remember", "tea");
        assertThat(eventually(() ->
                        status().applied() >= before + MESSAGE_AND_CRANK && status().onDisk() < status().applied()))
                .isTrue();
        assertThat(next).isNotDone();

        store.letGo();

        assertThat(Answers.of(next).orElseThrow().utf8String()).isEqualTo("remembered tea");
    }

    @Test
    void whatAVatWritesNeverLeavesIfThatCannotBeWritten() throws InterruptedException {
        var reader = readsKept();
        hold();
        var next = reader.pull();
        main.sendOnly("remember", "tea");
        store.failWith(new StoreException(StoreException.Code.FULL, "no room left"));

        store.letGo();

        assertThat(Answers.rejection(next).is(ErrorCode.OUTCOME_UNKNOWN)).isTrue();
    }

    @Test
    void nothingOfAStreamIsStored() {
        Answers.of(main.send("heard"));
        var stored = status().commits();
        var texts = IntStream.range(0, 1_000).mapToObj(String::valueOf).toList();

        var back = Source.from(texts)
                .map(ByteString::fromString)
                .via(kernel.stream(main, "echo"))
                .map(ByteString::utf8String)
                .runWith(Sink.seq(), system);

        assertThat(Answers.of(back).equals(texts)).isTrue();
        assertThat(status().commits()).isEqualTo(stored);
    }
}
