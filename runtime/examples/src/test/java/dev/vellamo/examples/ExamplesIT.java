package dev.vellamo.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.testkit.Baseline;
import dev.vellamo.testkit.Eventually;
import dev.vellamo.testkit.ForeignProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each example does what its README shows, with clients that nobody here wrote, and leaves no trace. */
@Timeout(120)
class ExamplesIT {

    private static final int INTERRUPTED = 130;

    /** Enters the chat and never reads again. */
    private static final String DEAF = """
            import socket, sys
            s = socket.socket(socket.AF_UNIX)
            s.connect('chat.sock')
            s.sendall(b'deaf\\n')
            s.recv(1)
            print('in', flush=True)
            sys.stdin.read()
            """;

    @TempDir
    private Path root;

    private Baseline before;

    @BeforeEach
    void look() {
        ForeignProgram.require("bash", "nc");
        before = Baseline.take();
    }

    @AfterEach
    void nothingIsLeft() {
        before.assertBack();
    }

    /** An example that runs. Closing it presses Ctrl-C. */
    private final class Running implements AutoCloseable {
        private final ExampleReadme readme;
        private final UserTree tree;
        private final ForeignProgram vellamo;
        private final List<String> said = new ArrayList<>();

        Running(String example) throws IOException {
            readme = ExampleReadme.of(example);
            tree = UserTree.of(root, example);
            vellamo = tree.start(readme.start());
            awaitLine("launched");
        }

        /** The same once more, after it was killed. */
        Running(Running killed) {
            readme = killed.readme;
            tree = killed.tree;
            vellamo = tree.start(readme.start());
            awaitLine("restored");
        }

        void kill() {
            try (vellamo) {
                vellamo.kill();
                vellamo.exitCode();
            }
        }

        void awaitLine(String beginning) {
            var line = vellamo.readLine();
            while (!line.startsWith(beginning)) {
                said.add(line);
                line = vellamo.readLine();
            }
        }

        /** Skips the test, or fails it, if the machine cannot keep guests in their place. */
        void requireConfinement() {
            assertThat(said).anyMatch(line -> line.startsWith("started guest "));
            ForeignProgram.requireThat(
                    said.stream().noneMatch(line -> line.contains("is not in force")),
                    "a machine that can confine guests; here is said: " + said);
        }

        ForeignProgram client() {
            long connectedBefore = openSockets();
            var client = tree.start(readme.client());
            Eventually.holds(() -> "the client is accepted", () -> openSockets() > connectedBefore);
            return client;
        }

        private long openSockets() {
            try (var links = Files.list(Path.of("/proc", Long.toString(vellamo.pid()), "fd"))) {
                return links.filter(Running::isSocket).count();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static boolean isSocket(Path link) {
            try {
                return Files.readSymbolicLink(link).toString().startsWith("socket:");
            } catch (IOException closedMeanwhile) {
                return false;
            }
        }

        void assertShown() {
            readme.shown().forEach(this::assertShown);
        }

        void assertShown(ExampleReadme.Shown shown) {
            try (var command = tree.type(shown.command())) {
                assertThat(command.output()).as(shown.command()).isEqualTo(shown.output());
            }
        }

        @Override
        public void close() throws IOException {
            try (vellamo) {
                assertThat(vellamo.signal("INT").exitCode()).isEqualTo(INTERRUPTED);
                assertThat(tree.isUntouched()).isTrue();
            }
        }
    }

    @Test
    void failingIsRolledBackAndReported() throws Exception {
        var readme = ExampleReadme.of("failing");
        var tree = UserTree.of(root, "failing");

        assertThat(readme.shown()).hasSize(1);
        for (var shown : readme.shown()) {
            try (var command = tree.type(shown.command())) {
                assertThat(tree.abbreviated(command.output())).isEqualTo(shown.output());
            }
        }
        assertThat(tree.isUntouched()).isTrue();
    }

    @Test
    void echoAnswersEveryLine() throws Exception {
        try (var echo = new Running("echo")) {
            assertThat(echo.readme.shown()).isNotEmpty();
            echo.assertShown();
        }
    }

    @Test
    void pipelineReportsTotals() throws Exception {
        try (var pipeline = new Running("pipeline");
                var listener = pipeline.client()) {
            pipeline.assertShown();

            assertThat(pipeline.readme.lastBlock()).containsExactly(listener.readLine());
        }
    }

    @Test
    void counterGoesOnWhereItWasAfterKill9() throws Exception {
        var first = new Running("counter");
        var shown = first.readme.shown();
        assertThat(shown).hasSize(2);
        first.assertShown(shown.get(0));
        first.kill();

        try (var second = new Running(first)) {
            second.assertShown(shown.get(1));
        }
    }

    @Test
    void isolatedIsRefusedWhatItWasNotGrantedAndComesBack() throws Exception {
        try (var isolated = new Running("isolated")) {
            isolated.requireConfinement();
            assertThat(isolated.readme.shown()).hasSize(3);
            isolated.assertShown();
        }
    }

    @Test
    void nodeGuestIsCalledByAVat() throws Exception {
        ForeignProgram.require("node");
        try (var node = new Running("node-guest")) {
            assertThat(node.readme.shown()).isNotEmpty();
            node.assertShown();
        }
    }

    @Nested
    class Chat {

        /** Of 4,000 bytes each: more than the socket and the channel hold for one client. */
        private static final int MORE_LINES_THAN_FIT = 1_400;

        @Test
        void isSeenByAnnAsShown() throws Exception {
            try (var chat = new Running("chat");
                    var ann = chat.client()) {
                var seen = chat.readme.lastBlock();
                ann.type(seen.get(0) + "\n");
                assertThat(ann.readLine()).isEqualTo(seen.get(1));

                try (var bob = chat.client()) {
                    bob.type("bob\nhello ann\n");
                    assertThat(ann.readLine()).isEqualTo(seen.get(2));
                    assertThat(ann.readLine()).isEqualTo(seen.get(3));
                }

                assertThat(ann.readLine()).isEqualTo(seen.get(4));
                assertThat(seen).hasSize(5);
            }
        }

        @Test
        void goesOnWithAClientThatNeverReads() throws Exception {
            ForeignProgram.require("python3");
            try (var chat = new Running("chat");
                    var ann = chat.client();
                    var bob = chat.client()) {
                enter(ann, "ann");
                enter(bob, "bob");
                assertThat(ann.readLine()).isEqualTo("* bob came in");

                try (var deaf = deaf(chat)) {
                    deaf.readLine();
                    assertThat(isDeafThrownOut(ann, bob)).isTrue();
                }
                bob.type("peace\n");
                assertThat(ann.readLine()).isEqualTo("bob: peace");
            }
        }

        private boolean isDeafThrownOut(ForeignProgram ann, ForeignProgram bob) {
            var said = "x".repeat(4_000);
            var hasDeafLeft = false;
            for (int line = 0; line < MORE_LINES_THAN_FIT && !hasDeafLeft; line++) {
                bob.type(said + "\n");
                hasDeafLeft = hasSeenDeafLeave(ann, "bob: " + said);
            }
            return hasDeafLeft;
        }

        private ForeignProgram deaf(Running chat) {
            return ForeignProgram.startIn(chat.tree.folder(), "python3", "-c", DEAF);
        }

        private void enter(ForeignProgram client, String name) {
            client.type(name + "\n");
            assertThat(client.readLine()).startsWith("welcome, " + name);
        }

        /** Reads to what bob said, which everyone but the deaf client hears. */
        private boolean hasSeenDeafLeave(ForeignProgram ann, String ofBob) {
            var hasLeft = false;
            for (var line = ann.readLine(); !line.equals(ofBob); line = ann.readLine()) {
                assertThat(line).startsWith("* deaf ");
                hasLeft |= line.equals("* deaf left");
            }
            return hasLeft;
        }
    }
}
