package dev.vellamo.protocol.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterConfigParserTest {

    @Nested
    class TextWithMistakes {
        @Test
        void isRefusedWithAllOfThemInTheOrderOfTheText() {
            var refusal = refusalOf("""
                    {
                      "bootstrap": "mian",
                      "vats": {
                        "main": {
                          "clas": "com.example.Main",
                          "deliveryTimeout": 5
                        },
                        "other": { "class": "A", "placement": "gest" }
                      },
                      "agents": { "helper": { "guest": "gest", "command": "node" } },
                      "guests": { "guest": "process" }
                    }
                    """);

            assertThat(refusal).hasMessage("""
                            cluster.json:2:16 /bootstrap: invalid bootstrap vat name "mian"; did you mean "main"?
                            cluster.json:4:13 /vats/main: missing key: exactly one of "class", "jar", "source" is needed
                            cluster.json:5:7 /vats/main/clas: unknown key "clas"; did you mean "class"?
                            cluster.json:6:26 /vats/main/deliveryTimeout: expected a duration such as "500ms", "10s", "5m" or "1h", found 5
                            cluster.json:8:43 /vats/other/placement: unknown guest "gest"; did you mean "guest"?
                            cluster.json:10:36 /agents/helper/guest: unknown guest "gest"; did you mean "guest"?
                            cluster.json:10:55 /agents/helper/command: expected a list, found "node\"""");
        }

        @Test
        @DisplayName("scenario 2: an empty object lacks what is required")
        void lacksWhatIsRequired() {
            assertThat(refusalOf("{}").problems())
                    .extracting(ConfigProblem::message)
                    .containsExactly("missing key \"bootstrap\"", "missing key \"vats\"");
        }

        @Test
        void namesBothLinesOfADuplicateKey() {
            var refusal =
                    refusalOf("{\"bootstrap\": \"a\",\n\"vats\": {\"a\": {\"class\": \"A\"}},\n\"bootstrap\": \"b\"}");

            assertThat(refusal)
                    .hasMessage("cluster.json:3:1 /bootstrap: duplicate key \"bootstrap\"; the first is on line 1");
        }

        @Test
        void isRefusedForADuplicateKeyInsideParameters() {
            assertThat(refusalOf(GoodConfigs.vat("\"parameters\": [{\"a\": 1, \"a\": 1}]"))
                            .problems())
                    .extracting(ConfigProblem::pointer)
                    .containsExactly("/vats/main/parameters/0/a");
        }

        @Test
        void isRefusedForNumbersAndTextThatNothingElseCanHold() {
            assertThat(refusalOf(GoodConfigs.vat("\"parameters\": [1e999, \"\\ud800\"]"))
                            .problems())
                    .extracting(ConfigProblem::message)
                    .containsExactly(
                            "the number \"1e999\" is too large", "\"\ud800\" contains half of a surrogate pair");
        }

        @Test
        void isRefusedForAllThatIsWrongWithOneObject() {
            var io = GoodConfigs.io("\"type\": \"socket\", \"path\": \"" + "x".repeat(200)
                    + "\", \"unit\": \"lines\", \"bufferBytes\": 1, \"extra\": 1");

            assertThat(refusalOf(io).problems())
                    .extracting(ConfigProblem::pointer)
                    .containsExactly("/io/c/path", "/io/c/unit", "/io/c/bufferBytes", "/io/c/extra");
        }

        @Test
        void reportsTheFirstHundredProblemsAndCountsTheOthers() {
            var keys = new StringBuilder("{");
            for (int i = 0; i < 150; i++) {
                keys.append("\"key").append(i).append("\": 1,\n");
            }

            var problems = refusalOf(
                            keys.append("\"bootstrap\": \"\", \"vats\": {}}").toString())
                    .problems();

            assertThat(problems).hasSize(101);
            assertThat(problems.get(100).message()).isEqualTo("and 51 more problems");
        }
    }

    @Nested
    class TextThatIsNotJson {
        @ParameterizedTest
        @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                        ``                | 1 | 1 | not valid JSON: there is nothing in it
                        {} x              | 1 | 4 | not valid JSON: Unrecognized token 'x'
                        {} {}             | 1 | 4 | not valid JSON: text after the end of the config
                        {"a": 1,}         | 1 | 9 | not valid JSON: Unexpected character ('}' (code 125))
                        {'a': 1}          | 1 | 2 | not valid JSON: Unexpected character
                        {"a": 01}         | 1 | 8 | not valid JSON: Invalid numeric value
                        {"a": NaN}        | 1 | 10 | not valid JSON: Non-standard token 'NaN'
                        {"a": 1 // x      | 1 | 9 | not valid JSON: Unexpected character ('/' (code 47))
                        {"a": [1          | 1 | 9 | not valid JSON: Unexpected end-of-input
                        """)
        void isRefusedWithLineAndColumn(String json, int line, int column, String message) {
            assertThat(refusalOf(json).problems()).singleElement().satisfies(problem -> {
                assertThat(problem.message()).startsWith(message).doesNotContain("Source", "Feature");
                assertThat(problem.line()).isEqualTo(line);
                assertThat(problem.column()).isEqualTo(column);
            });
        }
    }

    @Nested
    class AMinimalConfig {
        private final ClusterConfig config = parse(GoodConfigs.MINIMAL);

        @Test
        void hasTheDefaults() {
            assertThat(config.name()).isEmpty();
            assertThat(config.durable()).isTrue();
            assertThat(config.services()).isEmpty();
            assertThat(part(config.vats(), "main"))
                    .isEqualTo(new VatConfig(
                            new VatCode.ClassCode("com.example.Main"),
                            JsonNodeFactory.instance.objectNode(),
                            "local",
                            Duration.ofSeconds(10),
                            RestartPolicy.NEVER,
                            Powers.DEFAULT));
        }

        @Test
        void hasTheDefaultsOfASocket() {
            var io = part(
                    parse(GoodConfigs.io("\"type\": \"socket\", \"path\": \"a/../s\""))
                            .io(),
                    "c");

            assertThat(io)
                    .isEqualTo(new IoConfig(
                            IoConfig.Type.SOCKET,
                            Optional.of(Path.of("/base/s")),
                            Optional.empty(),
                            IoConfig.Direction.INOUT,
                            IoConfig.Unit.LINE,
                            1024 * 1024,
                            4 * 1024 * 1024,
                            IoConfig.Clients.ONE,
                            SocketMode.OWNER_ONLY,
                            Duration.ofSeconds(30)));
        }

        @Test
        void cannotBeChanged() {
            assertThatThrownBy(() -> config.vats().clear()).isInstanceOf(UnsupportedOperationException.class);
        }
    }

    @Nested
    class AWholeConfig {
        private final ClusterConfig config = parse(GoodConfigs.WHOLE);

        @Test
        void keepsTheOrderOfTheFile() {
            assertThat(config.vats().keySet()).containsExactly("main", "worker", "plain");
            assertThat(config.io().keySet()).containsExactly("repl", "tcp", "up", "log", "tty");
        }

        @Test
        void grantsExactlyTheListedPowers() {
            assertThat(part(config.vats(), "main").powers())
                    .isEqualTo(new Powers(
                            true,
                            false,
                            false,
                            Optional.of(new Powers.HttpPower(List.of("example.com"))),
                            Optional.of(new Powers.FilesPower(Path.of("/base/data")))));
        }

        @Test
        void hasItsGuests() {
            assertThat(config.guests().get("isolated"))
                    .isEqualTo(GuestConfig.process()
                            .classPath(Path.of("/base/lib/a.jar"))
                            .env("A", "b")
                            .limits(new GuestConfig.ProcessLimits(
                                    Optional.of(MemorySize.ofMebibytes(512)),
                                    Optional.of(10),
                                    Optional.of(100),
                                    Optional.of(60)))
                            .confinement(GuestConfig.Confinement.REQUIRED)
                            .build());
        }

        @Test
        void readsTheShortFormOfARestartPolicy() {
            assertThat(part(config.vats(), "plain").restart())
                    .isEqualTo(RestartPolicy.onFailure(3, Duration.ofMinutes(1)));
        }
    }

    private static <T> T part(Map<String, T> parts, String name) {
        return Objects.requireNonNull(parts.get(name));
    }

    private static ClusterConfig parse(String json) {
        return ClusterConfigParser.parse(json, "cluster.json", Path.of("/base"));
    }

    private static ConfigException refusalOf(String json) {
        return catchThrowableOfType(ConfigException.class, () -> parse(json));
    }
}
