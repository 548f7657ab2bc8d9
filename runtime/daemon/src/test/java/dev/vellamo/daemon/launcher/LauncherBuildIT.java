package dev.vellamo.daemon.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code runtime/bin/vellamo} in a checkout where Maven is a script: it notes that it was called and takes the real jars. */
@Timeout(300)
class LauncherBuildIT {

    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final Path LAUNCHER = ROOT.resolve("runtime/bin/vellamo");

    @TempDir
    private Path directory = Path.of("");

    private Shell shell = new Shell(directory);

    private Path clone = Path.of("");
    private Path calls = Path.of("");

    @BeforeEach
    void makeClone() throws IOException {
        clone = Files.createDirectory(directory.resolve("a place with blanks")).resolve("clone");
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
        shell = new Shell(Files.createDirectory(directory.resolve("outputs")))
                .with("JAVA_HOME", System.getProperty("java.home"))
                .with("VELLAMO_JAVA_OPTS", "")
                .with("PATH", directory.resolve("bin") + ":" + System.getenv("PATH"));
    }

    private void mvn(String first) throws IOException {
        Shell.script(directory.resolve("bin/mvn"), """
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
            Shell.script(tools.resolve(tool), "PATH=/usr/bin:/bin exec " + tool + " \"$@\"\n");
        }
        shell.with("PATH", tools.toString());

        var ended = start().await();

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err()).contains("there is no mvn: install Maven");
    }
}
