package dev.vellamo.daemon.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code runtime/bin/vellamo} itself; runs after the package phase, which makes what it starts. */
@Timeout(300)
class LauncherIT {

    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final Path LAUNCHER = ROOT.resolve("runtime/bin/vellamo");

    @TempDir
    private Path directory = Path.of("");

    private Shell shell = new Shell(directory);

    @BeforeEach
    void useTheJavaOfThisBuild() throws IOException {
        shell = new Shell(Files.createDirectory(directory.resolve("outputs")))
                .with("JAVA_HOME", System.getProperty("java.home"))
                .with("VELLAMO_JAVA_OPTS", "")
                .with("NO_COLOR", "");
    }

    private Path blanks() throws IOException {
        return Files.createDirectory(directory.resolve("a place with blanks"));
    }

    @Nested
    class WithoutAUsableJava {

        @Test
        void aWrongJavaHomeIsNamed() throws Exception {
            var ended = shell.with("JAVA_HOME", "/nowhere").run(directory, LAUNCHER.toString(), "--version");

            assertThat(ended.code()).isEqualTo(1);
            assertThat(ended.err()).contains("JAVA_HOME is /nowhere, which has no bin/java");
        }

        @Test
        void anOldJavaIsNamed() throws Exception {
            Shell.script(directory.resolve("jdk/bin/java"), "exit 3\n");
            Files.writeString(directory.resolve("jdk/release"), "JAVA_VERSION=\"11.0.2\"\n");

            var ended = shell.with("JAVA_HOME", directory.resolve("jdk").toString())
                    .run(directory, LAUNCHER.toString(), "--version");

            assertThat(ended.code()).isEqualTo(1);
            assertThat(ended.err()).contains("is Java 11.0.2; Vellamo needs 17 or newer");
        }
    }

    @Nested
    class InACheckoutThatIsBuilt {

        @Test
        void itWorksThroughALinkFromAnyDirectory() throws Exception {
            var elsewhere = blanks();
            var first = Files.createSymbolicLink(elsewhere.resolve("first link"), LAUNCHER);
            var link = Files.createSymbolicLink(elsewhere.resolve("vellamo"), first.getFileName());

            var ended = shell.run(elsewhere, link.toString(), "--version");

            assertThat(ended.code()).isZero();
            // JUnit warns about links that lead out of its directory.
            Files.delete(link);
            Files.delete(first);
            assertThat(ended.out()).startsWith("vellamo ").contains("Java " + System.getProperty("java.version"));
        }

        @Test
        void nothingButTheAnswerIsPrinted() throws Exception {
            shell.run(directory, LAUNCHER.toString(), "--version");

            assertThat(shell.run(directory, LAUNCHER.toString(), "--version").err())
                    .isEmpty();
        }

        @Test
        void theExitCodeIsThatOfTheCommand() throws Exception {
            assertThat(shell.run(directory, LAUNCHER.toString(), "lanch").code())
                    .isEqualTo(2);
            assertThat(shell.run(directory, LAUNCHER.toString(), "run", "none.json")
                            .code())
                    .isEqualTo(2);
        }

        @Test
        void aRunGetsItsSignalsAndLeavesNothing() throws Exception {
            var place = blanks();
            for (var file : new String[] {"echo.json", "Main.java", "Echo.java"}) {
                Files.copy(ROOT.resolve("runtime/examples/echo").resolve(file), place.resolve(file));
            }
            var run = shell.start(place, "env", "--default-signal=TERM", LAUNCHER.toString(), "run", "echo.json");
            awaitLine(run, "launched");
            try (var client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                client.connect(UnixDomainSocketAddress.of(place.resolve("echo.sock")));
            }

            run.process().destroy();

            assertThat(run.await().code()).isEqualTo(143);
            assertThat(place.resolve("echo.sock")).doesNotExist();
        }

        @Test
        void colourIsForTerminalsOnlyAndNeverWithNoColor() throws Exception {
            var onATerminal = new String[] {"script", "-qec", LAUNCHER + " lanch", "/dev/null"};

            assertThat(shell.with("TERM", "xterm").run(directory, onATerminal).out())
                    .contains("\u001b[31m");
            assertThat(shell.with("NO_COLOR", "1").run(directory, onATerminal).out())
                    .contains("unknown command")
                    .doesNotContain("\u001b[31m");
        }

        private void awaitLine(Shell.Started run, String line) throws IOException, InterruptedException {
            var reader = new ProcessBuilder(
                            "timeout",
                            "120",
                            "sh",
                            "-c",
                            "tail -f -n +1 \"$0\" | grep -q -m 1 \"$1\"",
                            run.out().toString(),
                            line)
                    .start();
            assertThat(reader.waitFor()).as(Files.readString(run.err())).isZero();
        }
    }
}
