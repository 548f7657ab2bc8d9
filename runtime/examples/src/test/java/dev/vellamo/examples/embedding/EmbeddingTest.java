package dev.vellamo.examples.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.kernel.Kernel;
import java.nio.file.Path;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.Test;

/** The page on embedding tells the truth. */
class EmbeddingTest {

    @Test
    void fiveLinesGreetTheWorld() {
        assertThat(Embedding.fiveLines()).isEqualTo("good morning, world");
    }

    @Test
    void launchesAFile() {
        try (var kernel = Kernel.start()) {
            assertThat(Embedding.fromAFile(kernel, Path.of("src/test/resources/only-echo.json")))
                    .isEqualTo("hello");
        }
    }

    @Test
    void livesInAnApplication() {
        var application = ActorSystem.create(Behaviors.<Void>empty(), "application");
        try {
            assertThat(Embedding.inAnApplication(application)).isEqualTo("good morning, application");
            assertThat(application.whenTerminated().isCompleted()).isFalse();
        } finally {
            application.terminate();
            application.getWhenTerminated().toCompletableFuture().join();
        }
    }

    @Test
    void twoKernelsShareNothing() {
        try (var one = Kernel.start();
                var other = Kernel.start()) {
            one.services().register("phrases", new Embedding.PhraseBook());

            assertThat(Embedding.whenItFails(one)).isEqualTo("s1");
            assertThat(Embedding.whenItFails(other))
                    .startsWith("LAUNCH_FAILED")
                    .contains("no registered kernel service \"phrases\"");
        }
    }
}
