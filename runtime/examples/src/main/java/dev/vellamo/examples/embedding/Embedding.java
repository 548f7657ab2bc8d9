package dev.vellamo.examples.embedding;

import dev.vellamo.kernel.Kernel;
import dev.vellamo.kernel.KernelEvent;
import dev.vellamo.kernel.KernelException;
import dev.vellamo.kernel.KernelSettings;
import dev.vellamo.protocol.config.ClusterConfig;
import dev.vellamo.protocol.config.ConfigException;
import dev.vellamo.protocol.config.IoConfig;
import dev.vellamo.protocol.config.VatConfig;
import dev.vellamo.store.sqlite.SqliteSettings;
import dev.vellamo.store.sqlite.SqliteStore;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.VatException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/** What an application does with a kernel, between the markers that the page shows. */
public final class Embedding {

    private Embedding() {}

    static String sendToAConfigFile(Path file) {
        // shown: five lines
        try (var kernel = Kernel.start()) {
            var echo = kernel.launch(file).join().vat("echo");
            var answer = echo.send("echo", "hello").as(String.class);
            return answer.toCompletableFuture().join();
        }
        // end
    }

    static ClusterConfig config(Path socket) {
        // shown: config
        return ClusterConfig.builder()
                .name("shop")
                .bootstrap("shop")
                .vat("shop", VatConfig.ofClass(Shop.class).parameters(Map.of("discountPercent", 10)))
                .service("prices")
                .io("orders", IoConfig.socket(socket).clients(IoConfig.Clients.MANY))
                .build();
        // end
    }

    static KernelSettings settings(Consumer<KernelEvent> log) {
        // shown: settings
        return KernelSettings.builder()
                .name("shop-kernel")
                .service("prices", new Prices())
                .launchDeadline(Duration.ofSeconds(10))
                .listener(log)
                .build();
        // end
    }

    static void registerLater(Kernel kernel) {
        // shown: register
        kernel.services().register("prices", new Prices());
        // end
    }

    // shown: view
    /** The shop as this application sees it. */
    public interface ShopView {
        CompletionStage<Shop.Receipt> buy(String item);
    }

    static CompletionStage<Integer> centsFor(Ref shop, String item) {
        return shop.as(ShopView.class).buy(item).thenApply(Shop.Receipt::cents);
    }
    // end

    static CompletionStage<List<String>> prices(Kernel kernel, Ref ticker, ActorSystem<?> system) {
        // shown: stream
        return Source.from(List.of("tea", "milk"))
                .map(ByteString::fromString)
                .via(kernel.stream(ticker, "follow", "EUR"))
                .map(ByteString::utf8String)
                .runWith(Sink.seq(), system);
        // end
    }

    static CompletionStage<String> priceTag(Ref shop, String item) {
        // shown: rejection
        return shop.as(ShopView.class).buy(item).handle((receipt, failure) -> {
            if (failure == null) {
                return receipt.item() + ": " + receipt.cents();
            }
            return failure instanceof VatException known ? known.code() : failure.toString();
        });
        // end
    }

    static String launchOrExplain(Kernel kernel, Path file) {
        // shown: errors
        try {
            return kernel.launch(file).join().id();
        } catch (ConfigException e) {
            return "the file is wrong:\n" + e.getMessage();
        } catch (KernelException e) {
            var rollback = e.rollback().map(report -> "\n" + report.describe()).orElse("");
            return e.code() + ": " + e.getMessage() + rollback;
        }
        // end
    }

    static String insideAnApplication(ActorSystem<?> system, ClusterConfig config) {
        // shown: own system
        try (var kernel = Kernel.startIn(system, settings(event -> system.log().info("{}", event)))) {
            var shop = kernel.launch(config).join();
            return shop.name();
        }
        // end
    }

    static List<String> twoKernels(ClusterConfig config) {
        // shown: two kernels
        try (var one = Kernel.start(settings(event -> {}));
                var other = Kernel.start(settings(event -> {}))) {
            var first = one.launch(config).join();
            one.services().unregister("prices");
            return List.of(first.id(), String.join(",", other.services().names()));
        }
        // end
    }

    static int visitWithAStore(Path home) {
        // shown: store
        var config = ClusterConfig.builder()
                .name("visits")
                .bootstrap("visits")
                .vat("visits", VatConfig.ofClass(Visits.class))
                .build();
        var store = SqliteStore.open(home, SqliteSettings.DEFAULT);
        try (var kernel = Kernel.start(KernelSettings.builder().store(store).build())) {
            var subcluster = kernel.subclusters().stream()
                    .filter(kept -> kept.name().equals("visits"))
                    .findFirst()
                    .orElseGet(() -> kernel.launch(config).join());
            var visits = subcluster.vat("visits").send("visit").as(int.class);
            return visits.toCompletableFuture().join();
        }
        // end
    }

    static boolean endOne(Kernel kernel, ClusterConfig config) {
        // shown: terminate
        var shop = kernel.launch(config).join();
        shop.whenEnded().thenAccept(reason -> System.out.println("the shop ended: " + reason));
        var report = shop.terminate().toCompletableFuture().join();
        return report.isClean();
        // end
    }
}
