package dev.vellamo.examples.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.examples.Checkout;
import dev.vellamo.kernel.Kernel;
import dev.vellamo.kernel.KernelEvent;
import dev.vellamo.protocol.config.ClusterConfig;
import dev.vellamo.protocol.config.VatConfig;
import dev.vellamo.testkit.Baseline;
import dev.vellamo.testkit.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code of the page about embedding does what the page says, and leaves nothing. */
class EmbeddingIT {

    @TempDir
    private Path directory;

    private Baseline before;

    @BeforeEach
    void look() {
        before = Baseline.take(directory);
    }

    @AfterEach
    void nothingIsLeft() {
        before.assertBack();
    }

    private Path socket() {
        return directory.resolve("orders.sock");
    }

    @Test
    void explainsWhatIsWrong() throws Exception {
        var wrong = Files.writeString(directory.resolve("wrong.json"), "{ \"bootstrap\": \"x\", \"vats\": {} }");
        var failing = Checkout.root().resolve("runtime/examples/failing");
        for (var file : List.of("failing.json", "Willing.java", "Unwilling.java")) {
            Files.copy(failing.resolve(file), directory.resolve(file));
        }
        try (var kernel = Kernel.start()) {
            assertThat(Embedding.launchOrExplain(kernel, wrong)).startsWith("the file is wrong:\n");
            assertThat(Embedding.launchOrExplain(kernel, directory.resolve("failing.json")))
                    .startsWith("LAUNCH_FAILED: ")
                    .contains("the file it needs is not there")
                    .contains("released  vat first");
        }
    }

    @Test
    void startsAKernelInFiveLines() throws Exception {
        var echo = Checkout.root().resolve("runtime/examples/echo");
        for (var file : List.of("echo.json", "Main.java", "Echo.java")) {
            Files.copy(echo.resolve(file), directory.resolve(file));
        }

        assertThat(Embedding.sendToAConfigFile(directory.resolve("echo.json"))).isEqualTo("hello");
    }

    @Test
    void callsAVatThatCallsTheHost() {
        var events = new CopyOnWriteArrayList<KernelEvent>();
        try (var kernel = Kernel.start(Embedding.settings(events::add))) {
            var shop = kernel.launch(Embedding.config(socket())).join().vat("shop");

            assertThat(Eventually.answer(Embedding.centsFor(shop, "tea"))).isEqualTo(315);
            assertThat(Eventually.answer(Embedding.priceTag(shop, "milk"))).isEqualTo("milk: 108");
            assertThat(Eventually.answer(Embedding.priceTag(shop, "gold"))).isEqualTo("NOT_FOR_SALE");
            assertThat(before.added()).contains("socket file " + socket());
        }
        assertThat(events)
                .hasAtLeastOneElementOfType(KernelEvent.Launched.class)
                .hasAtLeastOneElementOfType(KernelEvent.Terminated.class);
    }

    @Test
    void streamsThereAndBack() {
        var application = ActorTestKit.create();
        try (var kernel = Kernel.start()) {
            var config = ClusterConfig.builder()
                    .bootstrap("ticker")
                    .vat("ticker", VatConfig.ofClass(Ticker.class))
                    .build();
            var ticker = kernel.launch(config).join().vat("ticker");

            assertThat(Eventually.answer(Embedding.prices(kernel, ticker, application.system())))
                    .containsExactly("tea: 300 EUR", "milk: 400 EUR");
        } finally {
            application.shutdownTestKit();
        }
    }

    @Test
    void endsOneSubcluster() {
        try (var kernel = Kernel.start()) {
            Embedding.registerLater(kernel);

            assertThat(Embedding.endOne(kernel, Embedding.config(socket()))).isTrue();
            Eventually.holds(
                    () -> "there is none: " + kernel.status(),
                    () -> kernel.status().subclusters().isEmpty());
        }
    }

    @Test
    void goesOnWhereTheLastKernelWas() {
        var home = directory.resolve("home");

        assertThat(Embedding.visitWithAStore(home)).isEqualTo(1);
        assertThat(Embedding.visitWithAStore(home)).isEqualTo(2);
    }

    @Test
    void twoKernelsShareNothing() {
        assertThat(Embedding.twoKernels(Embedding.config(socket()))).containsExactly("s1", "kernel,prices");
    }

    @Test
    void endsBeforeTheApplicationsActorSystem() {
        var application = ActorTestKit.create();
        try {
            assertThat(Embedding.insideAnApplication(application.system(), Embedding.config(socket())))
                    .isEqualTo("shop");
            assertThat(application.system().getWhenTerminated().toCompletableFuture())
                    .isNotDone();
        } finally {
            application.shutdownTestKit();
        }
    }
}
