package dev.vellamo.daemon.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vellamo.cli.RunOptions.Detail;
import dev.vellamo.cli.Terminal;
import dev.vellamo.kernel.KernelEvent;
import dev.vellamo.kernel.KernelException;
import dev.vellamo.kernel.RollbackReport;
import dev.vellamo.kernel.RollbackReport.Outcome;
import dev.vellamo.kernel.RollbackReport.Release;
import dev.vellamo.protocol.config.ClusterConfig;
import dev.vellamo.protocol.config.ConfigChanges;
import dev.vellamo.protocol.config.IoConfig;
import dev.vellamo.protocol.config.VatConfig;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Help.Ansi;

class RunReportTest {

    private static final RollbackReport CLEAN =
            new RollbackReport("", List.of(new Release("vat main", Outcome.RELEASED, "")), List.of(), List.of());

    private static final RollbackReport LEFT_OVER = new RollbackReport(
            "vat main",
            List.of(new Release("io door", Outcome.FAILED, "permission denied")),
            List.of("vat main"),
            List.of("vellamo-vat-1"));

    private static KernelException failure() {
        return new KernelException(
                KernelException.Code.LAUNCH_FAILED,
                "vat v1 (main) failed to launch: no class",
                new IllegalStateException("no class", new ClassNotFoundException("a.B")),
                LEFT_OVER);
    }

    static Stream<KernelEvent> events() {
        return Stream.of(
                new KernelEvent.Launching("s1", "trial"),
                new KernelEvent.VatStarted("s1", "main", "v1"),
                new KernelEvent.ChannelListening("s1", "door", IoConfig.Type.SOCKET, "/tmp/door.sock"),
                new KernelEvent.ChannelFailed("s1", "door", true, "too many open files"),
                new KernelEvent.GuestReady("s1", "island", 4711, 0, "all protections in force"),
                new KernelEvent.GuestDied("s1", "island", "failed while ready: its process ended by itself"),
                new KernelEvent.Launched("s1", "trial"),
                new KernelEvent.RolledBack("s1", "trial", failure()),
                new KernelEvent.VatEnded("s1", "main", "v1", "VAT_FAILED", "[VAT_FAILED] out of luck"),
                new KernelEvent.Restoring("s1", "trial"),
                new KernelEvent.Restored("s1", "trial"),
                new KernelEvent.NotRestored("s1", "trial", "the type tape cannot be launched"),
                new KernelEvent.VatRestarting(
                        "s1", "main", "v1", "VAT_FAILED", "[VAT_FAILED] out of luck", Duration.ofMillis(100)),
                new KernelEvent.VatRestarted("s1", "main", "v1", 1),
                new KernelEvent.VatQuarantined("s1", "main", "v1", "no class", Optional.of(Duration.ofSeconds(5))),
                new KernelEvent.Kept("s1", "trial", CLEAN),
                new KernelEvent.StoreFailed("/home/kernel.sqlite", "no room left"),
                new KernelEvent.ThreadWrittenOff("s1", "main", "vellamo-vat-1"),
                new KernelEvent.ThreadCameBack("s1", "main", "vellamo-vat-1"),
                new KernelEvent.Terminated("s1", "trial", "the kernel shuts down", CLEAN));
    }

    @Test
    void everyKindOfEventIsAmongThoseTested() {
        assertThat(events().map(Object::getClass))
                .containsExactlyInAnyOrder(KernelEvent.class.getPermittedSubclasses());
    }

    @Nested
    class ForPrograms {

        private final JsonReport report =
                new JsonReport(Clock.fixed(Instant.parse("2026-11-21T01:02:03Z"), ZoneOffset.UTC));

        private JsonNode json(KernelEvent event) throws JsonProcessingException {
            var lines = report.of(event);
            assertThat(lines).hasSize(1).noneMatch(Line::isProblem);
            return new ObjectMapper().readTree(lines.get(0).text());
        }

        static Stream<KernelEvent> events() {
            return RunReportTest.events();
        }

        @ParameterizedTest
        @MethodSource("events")
        void everyEventIsOneObjectWithItsNameTimeAndSubcluster(KernelEvent event) throws JsonProcessingException {
            var json = json(event);

            assertThat(json.get("event").asText())
                    .isEqualToIgnoringCase(event.getClass().getSimpleName());
            assertThat(json.get("time").asText()).isEqualTo("2026-11-21T01:02:03Z");
            assertThat(json.get("subcluster").asText()).isEqualTo(event.subcluster());
        }

        @Test
        void aRollbackTellsWhatIsLeft() throws JsonProcessingException {
            var json = json(new KernelEvent.RolledBack("s1", "trial", failure()));

            assertThat(json.get("causes").get(0).asText()).isEqualTo("java.lang.IllegalStateException: no class");
            assertThat(json.get("causes").get(1).asText()).isEqualTo("java.lang.ClassNotFoundException: a.B");
            var left = json.get("report");
            assertThat(left.get("clean").asBoolean()).isFalse();
            assertThat(left.get("failedStep").asText()).isEqualTo("vat main");
            assertThat(left.get("released").get(0).get("outcome").asText()).isEqualTo("FAILED");
            assertThat(left.get("unfinished").get(0).asText()).isEqualTo("vat main");
            assertThat(left.get("writtenOffThreads").get(0).asText()).isEqualTo("vellamo-vat-1");
        }

        @Test
        void aChangeHasTheValuesThemselvesAndLeavesOutWhatIsNotThere() throws JsonProcessingException {
            var former =
                    ClusterConfig.builder().name("trial").bootstrap("main").vat("main", VatConfig.ofClass("a.Main"));
            var kept = former.build();
            var now = former.service("clock")
                    .vat("more", VatConfig.ofClass("a.More"))
                    .build();

            var lines = report.changed(Path.of("home"), ConfigChanges.between(kept, now));

            var changes = new ObjectMapper().readTree(lines.get(0).text()).get("changes");
            assertThat(changes).hasSize(2);
            assertThat(changes.get(0).get("pointer").asText()).isEqualTo("/vats/more");
            assertThat(changes.get(0).has("from")).isFalse();
            assertThat(changes.get(0).at("/to/class").asText()).isEqualTo("a.More");
            assertThat(changes.get(1)).hasToString("{\"pointer\":\"/services\",\"from\":[],\"to\":[\"clock\"]}");
        }

        @Test
        void aVatThatAskedToEndHasNotFailed() throws JsonProcessingException {
            var exited = "[VAT_TERMINATED] vat v1 (main) exited: done";

            assertThat(json(new KernelEvent.VatEnded("s1", "main", "v1", "VAT_TERMINATED", exited))
                            .get("failed")
                            .asBoolean())
                    .isFalse();
            assertThat(json(new KernelEvent.VatEnded(
                                    "s1", "main", "v1", "DEADLINE_EXCEEDED", "[DEADLINE_EXCEEDED] late"))
                            .get("failed")
                            .asBoolean())
                    .isTrue();
        }
    }

    @Nested
    class ForPeople {

        private TextReport report(Detail detail) {
            return new TextReport(detail, new Terminal(System.out, System.err, Ansi.OFF));
        }

        private List<String> texts(Detail detail, KernelEvent event) {
            return report(detail).of(event).stream().map(Line::text).toList();
        }

        @Test
        void aFailedLaunchTellsErrorCauseRollbackAndWhatIsLeft() {
            assertThat(texts(Detail.NORMAL, new KernelEvent.RolledBack("s1", "trial", failure())))
                    .containsExactly(
                            "vellamo: the launch of trial failed and was rolled back",
                            "  error: vat v1 (main) failed to launch: no class",
                            "  cause: java.lang.IllegalStateException: no class",
                            "  cause: java.lang.ClassNotFoundException: a.B",
                            "  at step: vat main",
                            "rollback, newest first:",
                            "  NOT released (failed) io door: permission denied",
                            "  still running: vat main (released when it ends)",
                            "  written off: thread vellamo-vat-1 (ends when its code returns)",
                            "what was not released is left");
        }

        @Test
        void verboseAddsTheStackTrace() {
            assertThat(texts(Detail.VERBOSE, new KernelEvent.RolledBack("s1", "trial", failure())))
                    .anyMatch(line -> line.contains("at dev.vellamo.daemon.run.RunReportTest"));
        }

        @Test
        void quietHasNoProgressButEveryProblem() {
            var told = events().filter(event -> !texts(Detail.QUIET, event).isEmpty())
                    .map(Object::getClass);

            assertThat(told)
                    .containsExactlyInAnyOrder(
                            KernelEvent.ChannelFailed.class,
                            KernelEvent.RolledBack.class,
                            KernelEvent.VatEnded.class,
                            KernelEvent.NotRestored.class,
                            KernelEvent.VatRestarting.class,
                            KernelEvent.VatQuarantined.class,
                            KernelEvent.StoreFailed.class,
                            KernelEvent.ThreadWrittenOff.class);
        }

        @Test
        void problemsGoToTheErrorOutput() {
            var problems = events().filter(
                            event -> report(Detail.NORMAL).of(event).stream().anyMatch(Line::isProblem))
                    .map(Object::getClass);

            assertThat(problems)
                    .containsExactlyInAnyOrder(
                            KernelEvent.ChannelFailed.class,
                            KernelEvent.RolledBack.class,
                            KernelEvent.VatEnded.class,
                            KernelEvent.NotRestored.class,
                            KernelEvent.VatRestarting.class,
                            KernelEvent.VatQuarantined.class,
                            KernelEvent.StoreFailed.class,
                            KernelEvent.ThreadWrittenOff.class);
        }

        @Test
        void whatCouldNotBeReleasedAtTheEndIsTold() {
            assertThat(texts(Detail.QUIET, new KernelEvent.Terminated("s1", "trial", "asked", LEFT_OVER)))
                    .contains("vellamo: not everything could be released:")
                    .contains("  NOT released (failed) io door: permission denied");
        }

        @Test
        void aChannelSaysWhatItIsJoinedTo() {
            assertThat(Stream.of(IoConfig.Type.values())
                            .map(type -> new KernelEvent.ChannelListening("s1", "it", type, "there"))
                            .flatMap(event -> texts(Detail.NORMAL, event).stream()))
                    .containsExactly(
                            "listening on there (it)",
                            "listening on there (it)",
                            "connected to there (it)",
                            "opened there (it)",
                            "using the there (it)");
        }

        @Test
        void aChannelThatNeverListenedCannotYet() {
            assertThat(texts(Detail.NORMAL, new KernelEvent.ChannelFailed("s1", "door", false, "no directory /run")))
                    .containsExactly(
                            "vellamo: IO channel door cannot be opened yet: no directory /run; it is tried again until it can");
        }

        @Test
        void whatACompilerSaysOfAVatInQuarantineKeepsItsLines() {
            var reason = "Main.java does not compile:\nMain.java:2:7: ';' expected\n int x\n      ^";

            assertThat(texts(
                            Detail.NORMAL,
                            new KernelEvent.VatQuarantined(
                                    "s1", "main", "v1", reason, Optional.of(Duration.ofSeconds(5)))))
                    .containsExactly(
                            "vellamo: vat main (v1) cannot start; it keeps its state and its messages, and it is tried"
                                    + " again in 5 s:",
                            "  Main.java does not compile:",
                            "  Main.java:2:7: ';' expected",
                            "   int x",
                            "        ^");
        }

        @Test
        void textFromOutsideCannotDriveTheTerminal() {
            assertThat(texts(Detail.NORMAL, new KernelEvent.ChannelFailed("s1", "door", true, "bad\u001b[2J\nname")))
                    .containsExactly("vellamo: IO channel door is not open any more: bad\\u001b[2J name"
                            + "; it is tried again until it can");
        }
    }
}
