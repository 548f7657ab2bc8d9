package dev.vellamo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.cli.RunOptions.Detail;
import dev.vellamo.protocol.config.ClusterConfigSchema;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Help.Ansi;

class CommandLineProgramTest {

    private final Session session = new Session();

    @Nested
    class WhenTheCommandLineIsWrong {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "rnu | unknown command \"rnu\"; did you mean \"run\"?",
                    "lanch | unknown command \"lanch\"; there are run, inspect, db, schema, completion",
                    "schma | unknown command \"schma\"; did you mean \"schema\"?",
                    "--verison | unknown option \"--verison\"; did you mean \"--version\"?",
                })
        void theNearestWordIsNamed(String written, String message) {
            assertThat(session.type(written)).isEqualTo(ExitCode.USAGE);

            assertThat(session.err()).contains("vellamo: " + message).contains("See: vellamo --help");
            assertThat(session.out()).isEmpty();
        }

        @Test
        void anOptionOfACommandIsNamedToo() {
            assertThat(session.type("run", "--dryrun", "x.json")).isEqualTo(ExitCode.USAGE);

            assertThat(session.err())
                    .contains("unknown option \"--dryrun\"; did you mean \"--dry-run\"?")
                    .contains("See: vellamo run --help");
        }

        @Test
        void nothingAtAllIsToldWhatThereIs() {
            assertThat(session.type()).isEqualTo(ExitCode.USAGE);

            assertThat(session.err()).contains("a command is missing; there are run, inspect, db, schema, completion");
        }

        @Test
        void runNeedsExactlyOneConfig() {
            assertThat(session.type("run")).isEqualTo(ExitCode.USAGE);
            assertThat(session.type("run", "a.json", "b.json")).isEqualTo(ExitCode.USAGE);

            assertThat(session.err()).contains("'CONFIG'").contains("unexpected argument \"b.json\"");
            assertThat(session.runs).isEmpty();
        }

        @Test
        void quietAndVerboseExcludeEachOther() {
            assertThat(session.type("run", "-q", "-v", "a.json")).isEqualTo(ExitCode.USAGE);

            assertThat(session.err()).startsWith("vellamo: --quiet, --verbose are mutually exclusive");
        }

        @ParameterizedTest
        @ValueSource(strings = {"5x", "s", "-1s", "1.5s", "0s", "25h", "9999999999s", ""})
        void aDeadlineThatIsNoneIsRefused(String written) {
            assertThat(session.type("run", "--launch-deadline", written, "a.json"))
                    .isEqualTo(ExitCode.USAGE);

            assertThat(session.err()).contains("--launch-deadline");
            assertThat(session.runs).isEmpty();
        }
    }

    @Nested
    class Run {

        @Test
        void isHandedToWhoeverHasAKernel() {
            assertThat(session.type("run", "dir with blanks/a.json")).isEqualTo(Session.RUNNERS_CODE);

            assertThat(session.runs)
                    .containsExactly(
                            new RunOptions(
                                    Path.of("dir with blanks/a.json"),
                                    false,
                                    Detail.NORMAL,
                                    Optional.empty(),
                                    Optional.empty(),
                                    false));
        }

        @ParameterizedTest
        @CsvSource({"500ms,500", "10s,10000", "5m,300000", "24h,86400000"})
        void hasADeadlineAsConfigsWriteIt(String written, long millis) {
            session.type("run", "--json", "--verbose", "--launch-deadline=" + written, "a.json");

            assertThat(session.runs)
                    .containsExactly(new RunOptions(
                            Path.of("a.json"),
                            true,
                            Detail.VERBOSE,
                            Optional.of(Duration.ofMillis(millis)),
                            Optional.empty(),
                            false));
        }

        @Test
        void canHaveAHomeAndBeginAnewInIt() {
            session.type("run", "--home", "h", "a.json");
            session.type("run", "--home=h", "--fresh", "a.json");

            assertThat(session.runs).extracting(RunOptions::home).containsOnly(Optional.of(Path.of("h")));
            assertThat(session.runs).extracting(RunOptions::fresh).containsExactly(false, true);
        }

        @Test
        void cannotBeFreshWithoutAHome() {
            assertThat(session.type("run", "--fresh", "a.json")).isEqualTo(ExitCode.USAGE);

            assertThat(session.err()).contains("--fresh needs --home: without one nothing is kept");
        }

        @Test
        void canBeQuiet() {
            session.type("run", "-q", "a.json");

            assertThat(session.runs).extracting(RunOptions::detail).containsExactly(Detail.QUIET);
        }

        @Test
        void explainsItsExitCodes() {
            assertThat(session.type("run", "--help")).isEqualTo(ExitCode.DONE);

            assertThat(session.out())
                    .contains("--dry-run", "--json", "--launch-deadline=DURATION")
                    .contains("Exit codes:", "rolled back", "130", "143");
        }
    }

    @Nested
    class Homes {

        @Test
        void areInspectedByWhoeverHasTheirStore() {
            assertThat(session.type("inspect", "--json", "--values", "h")).isEqualTo(Session.RUNNERS_CODE);
            session.type("inspect", "h");

            assertThat(session.inspections)
                    .containsExactly(
                            new InspectOptions(Path.of("h"), true, true),
                            new InspectOptions(Path.of("h"), false, false));
        }

        @Test
        void areCheckedByWhoeverHasTheirStore() {
            assertThat(session.type("db", "check", "h")).isEqualTo(Session.RUNNERS_CODE);
            assertThat(session.checks).containsExactly(Path.of("h"));

            assertThat(session.type("db")).isEqualTo(ExitCode.USAGE);
            assertThat(session.err()).contains("a command is missing; there is check");
        }
    }

    @Nested
    class WhenAsked {

        @Test
        void theVersionIsThatOfTheBuild() {
            assertThat(session.type("--version")).isEqualTo(ExitCode.DONE);

            assertThat(session.out())
                    .matches("vellamo \\d+\\.\\d+\\.\\d+\\S* \\(Java " + System.getProperty("java.version") + "\\)\n");
        }

        @Test
        void theHelpNamesEveryCommand() {
            assertThat(session.type("--help")).isEqualTo(ExitCode.DONE);

            assertThat(session.out()).contains("run", "schema", "completion", "NO_COLOR");
        }

        @Test
        void theSchemaIsThatOfTheProtocol() {
            assertThat(session.type("schema")).isEqualTo(ExitCode.DONE);

            assertThat(session.out()).isEqualTo(ClusterConfigSchema.json());
        }

        @Test
        void theCompletionScriptCompletesCommandsAndOptions() {
            assertThat(session.type("completion")).isEqualTo(ExitCode.DONE);

            assertThat(session.out()).contains("complete -F _complete_vellamo", "--dry-run", "schema");
        }
    }

    @Nested
    class Colour {

        @Test
        void isUsedOnATerminal() {
            var terminal = new Session(Ansi.ON);
            terminal.type("nothing");

            assertThat(terminal.err()).contains("\u001b[31m");
        }

        @Test
        void isNotUsedElsewhere() {
            session.type("nothing");
            session.type("--help");

            assertThat(session.err() + session.out()).doesNotContain("\u001b");
        }
    }
}
