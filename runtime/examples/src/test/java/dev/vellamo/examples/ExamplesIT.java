package dev.vellamo.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vellamo.kernel.Kernel;
import dev.vellamo.kernel.KernelException;
import dev.vellamo.kernel.RollbackReport;
import dev.vellamo.testkit.Baseline;
import dev.vellamo.testkit.ForeignProgram;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each example, run as its README says, with clients that are not ours. */
class ExamplesIT {

    @TempDir
    private Path directory;

    private Baseline before;
    private Kernel kernel;

    @BeforeEach
    void start() {
        before = Baseline.take(directory);
        kernel = Kernel.start();
    }

    @AfterEach
    void leavesNothing() {
        kernel.close();
        before.assertBack();
    }

    private void launch(String example) throws Exception {
        kernel.launch(Checkout.copy(example, directory)).join();
    }

    private String socket(String name) {
        return directory.resolve(name).toString();
    }

    @Test
    void echoAnswersEveryLineThroughAnotherVat() throws Exception {
        launch("echo");

        try (var nc = ForeignProgram.start("nc", "-N", "-U", socket("echo.sock"))) {
            nc.type("hello\nworld\n").endInput();
            assertThat(nc.readLine()).isEqualTo("hello");
            assertThat(nc.readLine()).isEqualTo("world");
        }
        assertThat(Checkout.text(Checkout.EXAMPLES.resolve("echo/README.md"))).contains("hello\nworld\n");
    }

    @Test
    void chatTellsEveryoneElse() throws Exception {
        launch("chat");

        try (var ann = ForeignProgram.start("nc", "-U", socket("chat.sock"))) {
            ann.type("ann\n");
            assertThat(ann.readLine()).isEqualTo("welcome, ann; others here: 0");
            try (var bob = ForeignProgram.start("socat", "-", "UNIX-CONNECT:" + socket("chat.sock"))) {
                bob.type("bob\n");
                assertThat(bob.readLine()).isEqualTo("welcome, bob; others here: 1");
                assertThat(ann.readLine()).isEqualTo("* bob came in");
                bob.type("hello ann\n");
                assertThat(ann.readLine()).isEqualTo("bob: hello ann");
            }
            assertThat(ann.readLine()).isEqualTo("* bob left");
        }
        assertThat(Checkout.text(Checkout.EXAMPLES.resolve("chat/README.md")))
                .contains("ann\nwelcome, ann; others here: 0\n* bob came in\nbob: hello ann\n* bob left\n");
    }

    @Test
    void pipelineTurnsLinesIntoJson() throws Exception {
        launch("pipeline");
        var report = "{\"number\":1,\"totals\":{\"apples\":7,\"pears\":2}}";

        try (var listener = ForeignProgram.start("nc", "-U", socket("feed.sock"));
                var seller = ForeignProgram.start("nc", "-N", "-U", socket("sales.sock"))) {
            seller.type("apples 3\npears 2\napples 4\n").endInput();
            assertThat(listener.readLine()).isEqualTo(report);
        }
        assertThat(Checkout.text(Checkout.EXAMPLES.resolve("pipeline/README.md")))
                .contains(report);
    }

    @Test
    void failingIsRolledBack() throws Exception {
        var config = Checkout.copy("failing", directory);

        assertThatThrownBy(() -> kernel.launch(config).join())
                .isInstanceOfSatisfying(KernelException.class, failure -> {
                    assertThat(failure).hasMessageContaining("vat v3 (third)").hasMessageContaining("is not there");
                    assertThat(failure.rollback().orElseThrow().released())
                            .extracting(RollbackReport.Release::name)
                            .containsExactly("vat second", "vat first", "io never");
                });
    }
}
