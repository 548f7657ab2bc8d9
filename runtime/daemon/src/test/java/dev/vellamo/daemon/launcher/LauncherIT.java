package dev.vellamo.daemon.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
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

    private static void script(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
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
            script(directory.resolve("jdk/bin/java"), "exit 3\n");
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

    /** A checkout in which Maven is a script: it notes that it was called and takes the jars from the real one. */
    @Nested
    class InAFreshClone {

        private Path clone = Path.of("");
        private Path calls = Path.of("");

        @BeforeEach
        void makeClone() throws IOException {
            clone = blanks().resolve("clone");
            calls = directory.resolve("calls");
            Files.createDirectories(clone.resolve("runtime/bin"));
            Files.copy(LAUNCHER, clone.resolve("runtime/bin/vellamo"));
            Files.createDirectories(clone.resolve("runtime/daemon/src/main"));
            Files.writeString(clone.resolve("pom.xml"), "");
            Files.createDirectory(clone.resolve("runtime/daemon/src/main/training"));
            for (var file : new String[] {"training.json", "Training.java"}) {
                var training = Path.of("runtime/daemon/src/main/training", file);
                Files.copy(ROOT.resolve(training), clone.resolve(training));
            }
            mvn("");
            shell = shell.with("PATH", directory.resolve("bin") + ":" + System.getenv("PATH"));
        }

        private void mvn(String first) throws IOException {
            script(directory.resolve("bin/mvn"), """
                    echo "$*" >>'%s'
                    %s
                    for module in cli daemon; do
                        mkdir -p runtime/$module/target
                        cp -r '%s'/runtime/$module/target/*.jar '%s'/runtime/$module/target/lib runtime/$module/target
                    done
                    touch runtime/daemon/target/built
                    """.formatted(calls, first, ROOT, ROOT));
        }

        private Shell.Started start() throws IOException {
            return shell.start(directory, clone.resolve("runtime/bin/vellamo").toString(), "--version");
        }

        @Test
        void aBuildThatFailsIsShown() throws Exception {
            mvn("echo 'cannot find symbol'; exit 1");

            var ended = start().await();

            assertThat(ended.code()).isEqualTo(1);
            assertThat(ended.err()).contains("first start, building", "cannot find symbol", "the build failed");
        }

        @Test
        void theFirstStartBuildsAndSaysSoAndTheSecondDoesNot() throws Exception {
            var first = start().await();
            var second = start().await();

            assertThat(first.err()).contains("first start, building", "built");
            assertThat(first.out()).startsWith("vellamo ");
            assertThat(second.err()).isEmpty();
            assertThat(Files.readAllLines(calls)).hasSize(1);
        }

        @Test
        void aNewerSourceIsBuilt() throws Exception {
            start().await();
            var source = Files.writeString(clone.resolve("runtime/daemon/src/main/New.java"), "");
            Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(60)));

            assertThat(start().await().err()).contains("the sources changed, building");
        }

        @Test
        void aBuildCanBeAskedForAndForbidden() throws Exception {
            start().await();
            shell.with("VELLAMO_REBUILD", "1");
            start().await();
            assertThat(Files.readAllLines(calls)).hasSize(2);

            shell.with("VELLAMO_NO_BUILD", "1");
            assertThat(start().await().code()).isZero();
            assertThat(Files.readAllLines(calls)).hasSize(2);
        }

        @Test
        void twoFirstStartsBuildOnce() throws Exception {
            var gate = directory.resolve("gate");
            assertThat(new ProcessBuilder("mkfifo", gate.toString()).start().waitFor())
                    .isZero();
            mvn("cat '" + gate + "'");
            var one = start();
            var other = start();

            // Opens only once a build reads it; the other start waits for that build or has not come so far.
            Files.writeString(gate, "");

            var errors = one.await().err() + other.await().err();
            assertThat(Files.readAllLines(calls)).hasSize(1);
            assertThat(errors).containsOnlyOnce("first start, building");
            assertThat(one.process().exitValue() + other.process().exitValue()).isZero();
        }

        @Test
        void aMissingMavenIsNamed() throws Exception {
            Files.delete(directory.resolve("bin/mvn"));
            var tools = Files.createDirectories(directory.resolve("tools"));
            for (var tool : new String[] {"readlink", "dirname", "find", "head", "mkdir", "flock"}) {
                script(tools.resolve(tool), "PATH=/usr/bin:/bin exec " + tool + " \"$@\"\n");
            }
            shell.with("PATH", tools.toString());

            var ended = start().await();

            assertThat(ended.code()).isEqualTo(1);
            assertThat(ended.err()).contains("there is no mvn: install Maven");
        }
    }
}
