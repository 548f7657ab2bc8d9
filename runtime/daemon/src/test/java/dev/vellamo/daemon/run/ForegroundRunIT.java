package dev.vellamo.daemon.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vellamo.daemon.run.Trial.Deed;
import java.util.ArrayList;
import java.util.Collections;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ForegroundRunIT extends TrialRuns {

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
}
