package dev.vellamo.examples.embedding;

import dev.vellamo.kernel.Kernel;
import dev.vellamo.kernel.KernelException;
import dev.vellamo.kernel.KernelSettings;
import dev.vellamo.protocol.config.ClusterConfig;
import dev.vellamo.protocol.config.VatConfig;
import java.nio.file.Path;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorSystem;

/** What the page on embedding shows; each method is one of its blocks. */
public final class Embedding {

    private Embedding() {}

    /** A service: any object with public methods. It may block. */
    public static final class PhraseBook {
        private final Map<String, String> phrases = Map.of("en", "good morning", "fi", "hyvaa huomenta");

        public String phrase(String language) {
            return phrases.getOrDefault(language, "hello");
        }
    }

    // page:config
    /** The same as a JSON file would say, with the same checks. */
    static ClusterConfig greeterConfig() {
        return ClusterConfig.builder()
                .name("greetings")
                .bootstrap("greeter")
                .vat("greeter", VatConfig.ofClass(Greeter.class))
                .service("phrases")
                .build();
    }
    // page:end

    /** Starts a kernel, launches, asks, closes. */
    static String fiveLines() {
        // page:five-lines
        try (var kernel = Kernel.start()) {
            kernel.services().register("phrases", new PhraseBook());
            var greeter = kernel.launch(greeterConfig()).join().vat("greeter").as(Greeter.Greeting.class);
            return greeter.greet("world").toCompletableFuture().join();
        }
        // page:end
    }

    /** Launches what a file says, and calls by name. */
    static String fromAFile(Kernel kernel, Path file) {
        // page:file
        var subcluster = kernel.launch(file).join();
        var answer = subcluster.vat("echo").send("echo", "hello").as(String.class);
        return answer.toCompletableFuture().join();
        // page:end
    }

    /** Inside an application that has an actor system. */
    static String inAnApplication(ActorSystem<?> application) {
        // page:application
        var settings = KernelSettings.builder()
                .name("greetings")
                .service("phrases", new PhraseBook())
                .listener(event -> application.log().info("{}", event))
                .build();
        try (var kernel = Kernel.startIn(application, settings)) {
            return kernel.launch(greeterConfig())
                    .join()
                    .vat("greeter")
                    .send("greet", "application")
                    .as(String.class)
                    .toCompletableFuture()
                    .join();
        }
        // page:end
    }

    /** What happens if it cannot be launched. */
    static String whenItFails(Kernel kernel) {
        // page:failure
        try {
            return kernel.launch(greeterConfig()).join().id();
        } catch (KernelException e) {
            var report = e.rollback().map(rollback -> rollback.describe()).orElse("");
            return e.code() + ": " + e.getMessage() + "\n" + report;
        }
        // page:end
    }
}
