package dev.vellamo.daemon.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vellamo.cli.ExitCode;
import dev.vellamo.cli.InspectOptions;
import dev.vellamo.cli.Terminal;
import dev.vellamo.daemon.run.Trial.Deed;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine.Help.Ansi;

/** Runs whose state stays in a home. */
@Timeout(120)
class HomeIT extends TrialRuns {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final HomeReports reports = new HomeReports(new Terminal(stream(out), stream(err), Ansi.OFF));

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8);
    }

    private Path home() {
        return socket().resolveSibling("home");
    }

    private RunProcess runAtHome(String... more) throws Exception {
        var arguments = new ArrayList<>(List.of("--home", "home", "cluster.json"));
        arguments.addAll(List.of(more));
        return run(arguments.toArray(String[]::new));
    }

    private void launchesAndIsInterrupted() throws Exception {
        var run = runAtHome();
        run.awaitOut("launched");
        run.signal("INT");
        assertThat(run.exitCode()).as("%s", run.err()).isEqualTo(130);
    }

    @Test
    void aClusterThatWasInterruptedComesBack() throws Exception {
        vats(Deed.EXIT);
        var first = runAtHome();
        first.awaitOut("launched");
        first.signal("TERM");
        assertThat(first.exitCode()).isEqualTo(143);
        assertThat(first.out()).anyMatch(line -> line.contains("the state of trial is kept"));
        assertThat(socket()).doesNotExist();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home())))
                .isEqualTo("rwx------");

        var second = runAtHome("--json");
        second.awaitOut("\"restored\"");
        second.signal("INT");

        assertThat(second.exitCode()).isEqualTo(130);
        assertThat(second.out()).noneMatch(line -> line.contains("\"launching\""));
    }

    @Test
    void aClusterThatWasKilledComesBack() throws Exception {
        vats(Deed.EXIT);
        var first = runAtHome();
        first.awaitOut("launched");
        first.signal("KILL");
        first.exitCode();

        var second = runAtHome();
        second.awaitOut("restored");
        second.signal("INT");
        assertThat(second.exitCode()).isEqualTo(130);
    }

    @Test
    void aClusterThatEndedIsLaunchedAnew() throws Exception {
        vats(Deed.EXIT);
        var first = runAtHome();
        knock(first);
        assertThat(first.exitCode()).isZero();

        var second = runAtHome();
        second.awaitOut("launching trial as s2");
        second.signal("INT");
        assertThat(second.exitCode()).isEqualTo(130);
    }

    @Test
    void aChangedConfigIsRefusedWithTheDifferenceAndFreshBeginsAnew() throws Exception {
        vats(Deed.EXIT);
        launchesAndIsInterrupted();
        vats(Deed.EXIT, Deed.EXIT);

        var refused = runAtHome();
        assertThat(refused.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(refused.err())
                .anyMatch(line -> line.contains("the config is not the one that home keeps"))
                .anyMatch(line -> line.contains("/vats/vat2: (none) -> {"))
                .anyMatch(line -> line.contains("--fresh"));

        var fresh = runAtHome("--fresh");
        fresh.awaitOut("launching trial as s2");
        fresh.awaitOut("launched");
        fresh.signal("INT");
        assertThat(fresh.exitCode()).isEqualTo(130);
    }

    @Nested
    class AStoreThatCannotBeUsed {

        @Test
        void isSaidToBeInUse() throws Exception {
            vats(Deed.EXIT);
            var first = runAtHome();
            first.awaitOut("launched");

            var second = runAtHome();
            assertThat(second.exitCode()).isEqualTo(ExitCode.STORE);
            assertThat(second.err()).anyMatch(line -> line.contains("vellamo: ") && line.contains("home"));
            assertThat(reports.check(home())).isEqualTo(ExitCode.STORE);

            first.signal("INT");
            assertThat(first.exitCode()).isEqualTo(130);
        }

        @Test
        void isSaidToBeDamagedAndStaysAsItIs() throws Exception {
            vats(Deed.EXIT);
            launchesAndIsInterrupted();
            var file = home().resolve("kernel.sqlite");
            Files.write(
                    file,
                    "this is no database, whatever its name says; it is long enough"
                            .repeat(99)
                            .getBytes(StandardCharsets.UTF_8));
            var before = Files.readAllBytes(file);

            var run = runAtHome();

            assertThat(run.exitCode()).isEqualTo(ExitCode.STORE);
            assertThat(run.err()).anyMatch(line -> line.contains("kernel.sqlite"));
            assertThat(Files.readAllBytes(file)).isEqualTo(before);
        }

        @Test
        void isSaidToBeAFile() throws Exception {
            vats(Deed.EXIT);
            Files.writeString(home(), "a file");

            var run = runAtHome();

            assertThat(run.exitCode()).isEqualTo(ExitCode.STORE);
            assertThat(run.err()).containsExactly("vellamo: home is a file, not a directory; choose another name");
            assertThat(reports.check(home())).isEqualTo(ExitCode.USAGE);
            assertThat(said()).contains("home is a file, not a directory; name the directory");
        }

        @Test
        void isSaidToBeOpenToOthers() throws Exception {
            vats(Deed.EXIT);
            Files.createDirectory(home());
            Files.setPosixFilePermissions(home(), PosixFilePermissions.fromString("rwxr-xr-x"));

            var run = runAtHome();

            assertThat(run.exitCode()).isEqualTo(ExitCode.STORE);
            assertThat(run.err()).anyMatch(line -> line.contains("chmod 700 home"));
            assertThat(home()).isEmptyDirectory();
        }
    }

    @Nested
    class Reports {

        @Test
        void thereIsNothingToReport() {
            assertThat(reports.inspect(new InspectOptions(home(), false, false)))
                    .isEqualTo(ExitCode.USAGE);
            assertThat(reports.check(home())).isEqualTo(ExitCode.USAGE);

            assertThat(said()).contains("there is no kept state in " + home());
            assertThat(home()).doesNotExist();
        }

        @Test
        void showAndCheckWhatIsKept() throws Exception {
            vats(Deed.EXIT);
            launchesAndIsInterrupted();

            assertThat(reports.check(home())).isEqualTo(ExitCode.DONE);
            assertThat(said()).contains("fit together");
            out.reset();
            assertThat(reports.inspect(new InspectOptions(home(), false, false)))
                    .isEqualTo(ExitCode.DONE);
            assertThat(said()).contains("trial").contains("vat1");
            out.reset();
            assertThat(reports.inspect(new InspectOptions(home(), true, true))).isEqualTo(ExitCode.DONE);
            assertThat(new ObjectMapper().readTree(said()).isObject()).isTrue();
        }
    }
}
