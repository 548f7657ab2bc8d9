package dev.vellamo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DryRunTest {

    private static final String TWO_VATS = """
            {
              "bootstrap": "main",
              "vats": {
                "main": { "source": "Main.java" },
                "helper": { "class": "com.example.Helper" },
                "packed": { "jar": "packed.jar" }
              },
              "io": {
                "repl": { "type": "socket", "path": "repl.sock" },
                "room": { "type": "socket", "path": "room.sock", "clients": "many", "mode": "0660" }
              }
            }
            """;

    @TempDir
    private Path directory = Path.of("");

    private final Session session = new Session();
    private Path config = Path.of("");

    @BeforeEach
    void writeFiles() throws IOException {
        config = directory.resolve("cluster.json");
        Files.writeString(config, TWO_VATS);
        Files.writeString(directory.resolve("Main.java"), "");
        Files.writeString(directory.resolve("packed.jar"), "");
    }

    private int dryRun(String... more) {
        var arguments = Stream.concat(Stream.of("run", "--dry-run", config.toString()), Stream.of(more))
                .toArray(String[]::new);
        return session.type(arguments);
    }

    private static List<String> listing(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return files.map(file -> file.getFileName() + " " + file.toFile().lastModified() + " "
                            + file.toFile().length())
                    .sorted()
                    .toList();
        }
    }

    @Nested
    class WhenTheLaunchWouldFail {

        @Test
        void filesThatCannotBeReadOrAppendedToAreTold() throws IOException {
            Files.createSymbolicLink(directory.resolve("link"), directory.resolve("Main.java"));
            Files.writeString(config, """
                    { "bootstrap": "main", "vats": { "main": { "class": "com.example.Main" } }, "io": {
                      "absent": { "type": "file", "path": "absent", "direction": "in" },
                      "link":   { "type": "file", "path": "link", "direction": "out" },
                      "nodir":  { "type": "file", "path": "nodir/f", "direction": "out" } } }
                    """);

            assertThat(dryRun()).isNotEqualTo(ExitCode.DONE);

            assertThat(session.out() + session.err())
                    .contains("there is no file " + directory.resolve("absent"))
                    .contains(directory.resolve("link") + " exists and is not a regular file")
                    .contains("there is no directory " + directory.resolve("nodir"));
        }

        @Test
        void everyProblemOfAnInvalidConfigIsTold() throws IOException {
            Files.writeString(config, """
                    { "bootstrap": "mian",
                      "vats": { "main": { "clas": "a.B" } } }
                    """);

            assertThat(dryRun()).isEqualTo(ExitCode.USAGE);

            assertThat(session.err().lines())
                    .hasSizeGreaterThan(1)
                    .allMatch(line -> line.startsWith(config.toString()))
                    .anyMatch(line -> line.contains("cluster.json:1:16 /bootstrap") && line.contains("\"main\""))
                    .anyMatch(line -> line.contains("cluster.json:2:") && line.contains("/vats/main/clas"));
            assertThat(session.out()).isEmpty();
        }

        @Test
        void whatCannotBeLaunchedYetIsRefusedAtOnce() throws IOException {
            Files.writeString(config, """
                    { "bootstrap": "main",
                      "vats": { "main": { "class": "a.B", "placement": "box" } },
                      "guests": { "box": { "kind": "vm", "vmm": "qemu", "kernel": "vmlinuz", "initrd": "initrd" } } }
                    """);

            assertThat(dryRun()).isEqualTo(ExitCode.USAGE);

            assertThat(session.err()).contains("/guests/box/kind");
        }

        @Test
        void aFileThatIsNotThereIsAProblemOfTheConfig() {
            config = directory.resolve("none.json");

            assertThat(dryRun()).isEqualTo(ExitCode.USAGE);

            assertThat(session.err()).contains("none.json", "there is no such file");
        }

        @Test
        void whatLookingShowsIsToldAfterThePlan() throws IOException {
            Files.delete(directory.resolve("Main.java"));
            Files.writeString(directory.resolve("repl.sock"), "not a socket");
            Files.writeString(
                    config,
                    TWO_VATS.replace("room.sock", "far/room.sock")
                            .replace("\"vats\"", "\"services\": [\"clock\"], \"vats\""));

            assertThat(dryRun()).isEqualTo(ExitCode.FAILED);

            assertThat(session.out()).contains("plan");
            assertThat(session.err())
                    .contains("/services/0: kernel service \"clock\" is not registered")
                    .contains("/vats/main/source: there is no file " + directory.resolve("Main.java"))
                    .contains("/io/repl/path: " + directory.resolve("repl.sock") + " exists and is not a socket")
                    .contains("/io/room/path: there is no directory " + directory.resolve("far"));
            assertThat(session.err().lines()).hasSize(4);
        }
    }

    @Nested
    class WhenTheLaunchWouldSucceed {

        @Test
        void nothingIsTouched() throws IOException {
            var before = listing(directory);

            assertThat(dryRun()).isEqualTo(ExitCode.DONE);

            assertThat(listing(directory)).isEqualTo(before);
        }

        @Test
        void theStepsAreInTheOrderOfTheLaunch() {
            dryRun();

            assertThat(session.out().lines())
                    .containsSubsequence(
                            "   1  io repl: listens on " + directory.resolve("repl.sock")
                                    + " (inout, line, clients: one)",
                            "   2  io room: listens on " + directory.resolve("room.sock")
                                    + " (inout, line, clients: many)",
                            "   3  vat main: compiles " + directory.resolve("Main.java") + ", starts the vat",
                            "   4  vat helper: starts a vat of class com.example.Helper",
                            "   5  vat packed: opens " + directory.resolve("packed.jar") + ", starts the vat",
                            "   6  bootstrap of vat main: calls bootstrap(vats, services) and awaits its answer");
            assertThat(session.err()).isEmpty();
        }

        @Test
        void channelsOfEveryTypeSayWhatTheyDo() throws IOException {
            Files.writeString(config, """
                    { "bootstrap": "main", "vats": { "main": { "class": "com.example.Main" } }, "io": {
                      "tcp":  { "type": "listen", "address": "localhost:7000", "unit": "json" },
                      "up":   { "type": "network", "address": "[::1]:7001", "direction": "out" },
                      "in":   { "type": "file", "path": "cluster.json", "direction": "in", "unit": "bytes" },
                      "log":  { "type": "file", "path": "new.log", "direction": "out" },
                      "tty":  { "type": "console", "unit": "chars" } } }
                    """);

            assertThat(dryRun()).isEqualTo(ExitCode.DONE);

            assertThat(session.out().lines())
                    .contains(
                            "   1  io tcp: listens on localhost:7000 (inout, json, clients: one)",
                            "   2  io up: connects to [::1]:7001 (out, line)",
                            "   3  io in: follows " + config + " (in, bytes)",
                            "   4  io log: appends to " + directory.resolve("new.log") + " (out, line)",
                            "   5  io tty: uses the console (inout, chars)")
                    .anyMatch(line -> line.contains("append 0600 ") && line.endsWith("new.log"));
            assertThat(directory.resolve("new.log")).doesNotExist();
        }

        @Test
        void theSupervisionTreeIsDrawn() {
            dryRun();

            assertThat(session.out()).contains("""
                              vellamo
                              └── subclusters
                                  └── s1
                                      ├── io:repl
                                      ├── io:room
                                      ├── vat:v1 (main)
                                      ├── vat:v2 (helper)
                                      └── vat:v3 (packed)
                            """);
        }

        @Test
        void everyPathIsNamed() {
            dryRun();

            assertThat(session.out().lines())
                    .containsSubsequence(
                            "  read        " + config,
                            "  create 0700 " + directory.resolve(".v????")
                                    + "  (a directory, while the socket is bound)",
                            "  create 0600 " + directory.resolve("repl.sock"),
                            "  create 0660 " + directory.resolve("room.sock"),
                            "  read        " + directory.resolve("Main.java"),
                            "  read        " + directory.resolve("packed.jar"));
        }
    }

    @Nested
    class ForPrograms {

        private JsonNode printed() throws IOException {
            return new ObjectMapper().readTree(session.out());
        }

        @Test
        void thePlanIsOneObject() throws IOException {
            assertThat(dryRun("--json")).isEqualTo(ExitCode.DONE);

            var plan = printed();
            assertThat(session.out().lines()).hasSize(1);
            assertThat(plan.get("event").asText()).isEqualTo("dryRun");
            assertThat(plan.get("name").asText()).isEqualTo(config.toString());
            assertThat(plan.get("steps").findValuesAsText("name"))
                    .containsExactly(
                            "io repl", "io room", "vat main", "vat helper", "vat packed", "bootstrap of vat main");
            assertThat(plan.get("tree").findValuesAsText("part")).contains("main", "helper", "packed");
            assertThat(plan.get("paths").findValuesAsText("path"))
                    .contains(directory.resolve("repl.sock").toString());
            assertThat(plan.get("wouldFail")).isEmpty();
        }

        @Test
        void aRefusalIsOneObject() throws IOException {
            Files.writeString(config, "{ \"bootstrap\": 1 }");

            assertThat(dryRun("--json")).isEqualTo(ExitCode.USAGE);

            var refused = printed();
            assertThat(refused.get("event").asText()).isEqualTo("refused");
            assertThat(refused.get("config").asText()).isEqualTo(config.toString());
            assertThat(refused.get("problems").findValuesAsText("pointer")).contains("/bootstrap");
            assertThat(refused.get("problems").get(0).get("line").asInt()).isEqualTo(1);
        }
    }
}
