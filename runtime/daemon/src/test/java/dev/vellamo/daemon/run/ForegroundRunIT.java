package dev.vellamo.daemon.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vellamo.daemon.run.Trial.Deed;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ForegroundRunIT {

    @TempDir
    private Path directory = Path.of("");

    private final List<RunProcess> started = new ArrayList<>();

    @AfterEach
    void endProcesses() {
        started.forEach(RunProcess::close);
    }

    private RunProcess run(String... arguments) throws IOException {
        var run = RunProcess.start(directory, arguments);
        started.add(run);
        return run;
    }

    private void config(String json) throws IOException {
        Files.writeString(directory.resolve("cluster.json"), json);
    }

    /** One vat for each deed, and a socket. */
    private void vats(Deed... deeds) throws IOException {
        var vats = new ArrayList<String>();
        for (var deed : deeds) {
            vats.add("\"vat%d\": { \"class\": \"%s\", \"parameters\": { \"does\": \"%s\" } }"
                    .formatted(vats.size() + 1, Trial.class.getName(), deed));
        }
        config("""
                { "name": "trial", "bootstrap": "vat1", "vats": { %s },
                  "io": { "door": { "type": "socket", "path": "door.sock" } } }
                """.formatted(String.join(", ", vats)));
    }

    private Path socket() {
        return directory.resolve("door.sock");
    }

    /** Ends the vats that are to end. */
    private void knock(RunProcess run) throws Exception {
        run.awaitOut("launched");
        try (var client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            client.connect(UnixDomainSocketAddress.of(socket()));
            client.write(ByteBuffer.wrap(new byte[] {'\n'}));
            assertThat(client.read(ByteBuffer.allocate(1))).isNegative();
        }
    }

    private List<String> filesLeft() throws IOException {
        try (var files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("cluster.json") && !name.startsWith("tmp"))
                    .toList();
        }
    }

    private void assertNothingIsLeft(RunProcess run) throws IOException {
        assertThat(filesLeft()).isEmpty();
        assertThat(run.temporaryFiles()).isEmpty();
    }

    @Nested
    class WhenTheLaunchCannotComplete {

        @Test
        void everyProblemOfTheConfigIsToldAndNothingStarts() throws Exception {
            config("{ \"bootstrap\": \"mian\", \"vats\": { \"main\": { \"clas\": \"a.B\" } } }");

            var run = run("cluster.json");

            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.err())
                    .hasSizeGreaterThan(1)
                    .anyMatch(line -> line.startsWith("cluster.json:1:16 /bootstrap: "))
                    .anyMatch(line -> line.contains("/vats/main/clas"));
            assertThat(run.out()).isEmpty();
        }

        @Test
        void theErrorItsCauseAndTheRollbackAreTold() throws Exception {
            vats(Deed.THROW_IN_BOOTSTRAP, Deed.WAIT);

            var run = run("cluster.json");

            assertThat(run.exitCode()).isEqualTo(4);
            assertThat(run.err())
                    .containsSubsequence(
                            "vellamo: the launch of trial failed and was rolled back",
                            "  at step: bootstrap of vat vat1",
                            "rollback, newest first:",
                            "  released  vat vat2",
                            "  released  vat vat1",
                            "  released  io door",
                            "nothing is left")
                    .anyMatch(line -> line.startsWith("  error: ") && line.contains("no bundle"))
                    .anyMatch(line -> line.startsWith("  cause: ") && line.contains("no bundle"));
            assertNothingIsLeft(run);
        }

        @Test
        void aProgramIsToldTheSame() throws Exception {
            vats(Deed.THROW_IN_BOOTSTRAP);

            var run = run("--json", "cluster.json");

            assertThat(run.exitCode()).isEqualTo(4);
            var events = events(run);
            assertThat(events)
                    .extracting(event -> event.get("event").asText())
                    .containsExactly("launching", "channelListening", "vatStarted", "rolledBack", "exit");
            var rolledBack = events.get(3);
            assertThat(rolledBack.get("code").asText()).isEqualTo("LAUNCH_FAILED");
            assertThat(rolledBack.get("report").get("clean").asBoolean()).isTrue();
            assertThat(rolledBack.get("report").get("released").findValuesAsText("name"))
                    .containsExactly("vat vat1", "io door");
            assertThat(events.get(4).get("code").asInt()).isEqualTo(4);
        }

        @Test
        void aLaunchPastItsDeadlineIsRolledBack() throws Exception {
            vats(Deed.WAIT);

            var run = run("--launch-deadline", "1ms", "cluster.json");

            assertThat(run.exitCode()).isEqualTo(4);
            assertThat(run.err()).anyMatch(line -> line.contains("the launch did not end within 1 ms"));
            assertNothingIsLeft(run);
        }
    }

    @Nested
    class WhenItRuns {

        @Test
        void itSaysWhatIsLaunchedWhereItListensAndWhatVatsLog() throws Exception {
            vats(Deed.LOG);

            var run = run("cluster.json");
            run.awaitErr("vat1 | warning: be careful");
            run.awaitOut("launched; press Ctrl-C to end it");
            run.signal("INT");

            assertThat(run.exitCode()).isEqualTo(130);
            assertThat(run.out())
                    .startsWith(
                            "launching trial as s1", "listening on " + socket() + " (door)", "started vat vat1 (v1)")
                    .containsSubsequence("vat1 | first line", "vat1 | second line \\u001b[2J")
                    .noneMatch(line -> line.contains("details"));
            assertThat(run.err())
                    .containsExactly("vat1 | warning: be careful", "shutting down; press Ctrl-C again to kill");
            assertNothingIsLeft(run);
        }

        @Test
        void itDoesWhatTheDryRunSaid() throws Exception {
            vats(Deed.WAIT, Deed.EXIT, Deed.EXIT);
            var dryRun = run("--dry-run", "--json", "cluster.json");
            assertThat(dryRun.exitCode()).isZero();
            var planned = new ObjectMapper()
                    .readTree(dryRun.out().get(0))
                    .get("steps")
                    .findValuesAsText("name");
            var run = run("--json", "cluster.json");
            run.awaitOut("\"launched\"");
            run.signal("INT");
            assertThat(run.exitCode()).isEqualTo(130);

            var released = new ArrayList<String>();
            for (var event : events(run)) {
                if (event.get("event").asText().equals("terminated")) {
                    released.addAll(event.get("report").get("released").findValuesAsText("name"));
                }
            }
            Collections.reverse(released);
            released.add("bootstrap of vat vat1");
            assertThat(planned).isEqualTo(released);
        }

        @Test
        void quietTellsOnlyWhatVatsLog() throws Exception {
            vats(Deed.LOG);

            var run = run("--quiet", "cluster.json");
            run.awaitErr("be careful");
            run.signal("TERM");

            assertThat(run.exitCode()).isEqualTo(143);
            assertThat(run.out()).containsExactly("vat1 | first line", "vat1 | second line \\u001b[2J");
        }

        @Test
        void aProgramGetsOneObjectALineAndLogsElsewhere() throws Exception {
            vats(Deed.LOG);

            var run = run("--json", "cluster.json");
            run.awaitOut("\"launched\"");
            run.awaitErr("vat1 | second line");
            run.signal("HUP");

            assertThat(run.exitCode()).isEqualTo(129);
            assertThat(events(run))
                    .extracting(event -> event.get("event").asText())
                    .containsExactly(
                            "launching",
                            "channelListening",
                            "vatStarted",
                            "launched",
                            "interrupted",
                            "terminated",
                            "exit");
        }
    }

    @Nested
    class WhenItEndsByItself {

        @Test
        void aVatThatExitsIsSuccess() throws Exception {
            vats(Deed.EXIT);

            var run = run("cluster.json");
            knock(run);

            assertThat(run.exitCode()).isZero();
            assertThat(run.out())
                    .anyMatch(line -> line.startsWith("vat vat1 (v1) ended:") && line.contains("all done"));
            assertThat(run.err()).isEmpty();
            assertNothingIsLeft(run);
        }

        @Test
        void aVatThatFailsIsFailure() throws Exception {
            vats(Deed.EXIT_WITH_FAILURE);

            var run = run("cluster.json");
            knock(run);

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err())
                    .anyMatch(line -> line.startsWith("vellamo: vat vat1 (v1) ended:") && line.contains("out of luck"));
            assertNothingIsLeft(run);
        }

        @Test
        void aVatThatExitsDoesNotHideOneThatFailed() throws Exception {
            vats(Deed.EXIT, Deed.EXIT_WITH_FAILURE);

            var run = run("cluster.json");
            knock(run);

            assertThat(run.exitCode()).isEqualTo(1);
        }

        @Test
        void aVatThatEndsTheProcessLeavesNoSocket() throws Exception {
            vats(Deed.EXIT_THE_PROCESS);

            var run = run("cluster.json");

            assertThat(run.exitCode()).isEqualTo(7);
            assertThat(filesLeft()).isEmpty();
        }
    }

    @Nested
    class WhenInterrupted {

        @Test
        void aConnectedClientIsCutAndNoTraceStays() throws Exception {
            vats(Deed.WAIT);
            var run = run("cluster.json");
            run.awaitOut("launched");

            try (var client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                client.connect(UnixDomainSocketAddress.of(socket()));
                run.signal("TERM");
                assertThat(run.exitCode()).isEqualTo(143);
            }

            assertNothingIsLeft(run);
        }

        @Test
        void codeThatDoesNotReturnIsWrittenOffAndTheProcessEnds() throws Exception {
            vats(Deed.SPIN);
            var run = run("cluster.json");
            run.awaitOut("vat1 | spinning");
            run.signal("INT");

            assertThat(run.exitCode()).isEqualTo(130);
            assertThat(run.err()).anyMatch(line -> line.contains("vat vat1: what it was doing did not end in time"));
            assertThat(filesLeft()).isEmpty();
        }

        @Test
        void theSecondSignalKillsAtOnce() throws Exception {
            vats(Deed.SPIN, Deed.SPIN, Deed.SPIN, Deed.SPIN, Deed.SPIN, Deed.SPIN);
            var run = run("cluster.json");
            run.awaitOut("spinning");
            run.signal("INT");
            run.awaitErr("shutting down; press Ctrl-C again to kill");
            run.signal("INT");

            assertThat(run.exitCode()).isEqualTo(130);
            assertThat(run.out()).noneMatch(line -> line.startsWith("ended:"));
        }

        @Test
        void aReaderThatWentAwayDoesNotKeepItFromEnding() throws Exception {
            vats(Deed.WAIT);
            var run = run("cluster.json");
            run.awaitOut("launched");
            run.closeOut();
            run.signal("INT");

            assertThat(run.exitCode()).isEqualTo(130);
            assertNothingIsLeft(run);
        }
    }

    private static List<JsonNode> events(RunProcess run) throws Exception {
        var events = new ArrayList<JsonNode>();
        var json = new ObjectMapper();
        for (var line : run.out()) {
            var event = json.readTree(line);
            assertThat(event.get("event").isTextual()).isTrue();
            assertThat(Instant.parse(event.get("time").asText())).isNotNull();
            events.add(event);
        }
        return events;
    }
}
