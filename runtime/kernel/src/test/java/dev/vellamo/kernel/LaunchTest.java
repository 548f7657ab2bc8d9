package dev.vellamo.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vellamo.kernel.KernelException.Code;
import dev.vellamo.kernel.RollbackReport.Outcome;
import dev.vellamo.kernel.run.Baseline;
import dev.vellamo.placement.Gate;
import dev.vellamo.placement.LocalOnly;
import dev.vellamo.placement.Placement;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.config.ClusterConfig;
import dev.vellamo.protocol.config.ConfigException;
import dev.vellamo.protocol.config.GuestConfig;
import dev.vellamo.protocol.config.IoConfig;
import dev.vellamo.protocol.config.RestartPolicy;
import dev.vellamo.protocol.config.VatConfig;
import dev.vellamo.vat.Vat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Launching, rolling back and terminating subclusters of a real kernel. */
class LaunchTest {

    private static final String WRITTEN_OFF =
            "A thread is written off where it cannot be killed; a process that does not stop is killed.";

    private static final Duration TIMEOUT = Placement.allowing(Duration.ofMillis(200));

    @TempDir
    private Path directory;

    private final Gate gate = Gate.shut();
    private Kernel kernel;

    @BeforeEach
    void start() {
        kernel = Kernels.start(KernelSettings.builder()
                .launchDeadline(Duration.ofSeconds(20))
                .vatStopTimeout(Placement.allowing(Duration.ofMillis(100)))
                .build());
    }

    @AfterEach
    void close() {
        gate.open();
        kernel.close();
        assertThat(kernel.status().subclusters()).isEmpty();
    }

    @Nested
    class WithAConfigThatIsWrong {

        @Test
        @DisplayName("scenario 1: a bootstrap that names no vat is refused, and no id is used up")
        void refusesUnknownBootstrap() throws Exception {
            var file = Files.writeString(
                    directory.resolve("wrong.json"),
                    "{\"bootstrap\": \"x\", \"vats\": {\"main\": {\"class\": \"A\"}}}");

            assertThatThrownBy(() -> kernel.launch(file))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("invalid bootstrap vat name \"x\"")
                    .hasMessageContaining("wrong.json:1:");
            assertThat(Answers.of(kernel.launch(vats("main")).id())).isEqualTo("s1");
        }

        @Test
        @DisplayName("scenarios 2 and 3: an empty config, an unknown key and two code specs are refused")
        void refusesBrokenConfigs() throws Exception {
            for (var text : new String[] {
                "{}",
                "{\"bootstrap\": \"a\", \"vats\": {\"a\": {\"class\": \"A\"}}, \"forceReset\": 1}",
                "{\"bootstrap\": \"a\", \"vats\": {\"a\": {\"class\": \"A\", \"source\": \"A.java\"}}}",
                "{\"bootstrap\": \"a\", \"vats\": {\"a\": {}}}"
            }) {
                var file = Files.writeString(directory.resolve("wrong.json"), text);
                assertThatThrownBy(() -> kernel.launch(file)).isInstanceOf(ConfigException.class);
            }
            assertThat(kernel.status().subclusters()).isEmpty();
        }

        @Test
        @DisplayName("scenario 5: an IO type that cannot be launched is refused by type and channel")
        void refusesUnsupportedIo() {
            var config = worker("main").io("tail", IoConfig.console()).build();

            assertThat(Answers.launchFailure(kernel.launch(config)))
                    .returns(Code.LAUNCH_FAILED, KernelException::code)
                    .hasMessageContaining("IO channel \"tail\" cannot open: this kernel has no console");
        }

        @Test
        void refusesVirtualMachines() {
            var config = ClusterConfig.builder()
                    .bootstrap("main")
                    .vat("main", VatConfig.ofClass(Vats.Worker.class).placement("cell"))
                    .guest(
                            "cell",
                            GuestConfig.vm(GuestConfig.Vmm.QEMU, Path.of("vmlinuz"))
                                    .initrd(Path.of("initrd")))
                    .build();

            assertThatThrownBy(() -> kernel.launch(config)).hasMessageContaining("/guests/cell/kind");
        }
    }

    @Nested
    class WhenItSucceeds {

        @Test
        @DisplayName("scenario 6: two subclusters have ids s1 and s2, and vats v1 to v4")
        void countsIds() {
            var first = kernel.launch(vats("a", "b")).join();
            var second = kernel.launch(vats("a", "b")).join();

            assertThat(first.id()).isEqualTo("s1");
            assertThat(second.id()).isEqualTo("s2");
            assertThat(second).hasToString("subcluster s2 (" + second.name() + ")");
            assertThat(kernel.status().subclusters())
                    .flatExtracting(KernelStatus.SubclusterStatus::vats)
                    .extracting(KernelStatus.VatStatus::id)
                    .containsExactly("v1", "v2", "v3", "v4");
            assertThat(first.vats()).containsOnlyKeys("a", "b");
            assertThatThrownBy(() -> first.vat("c"))
                    .hasMessageContaining("\"c\"")
                    .hasMessageContaining("[a, b]");
        }

        @Test
        @DisplayName(
                "scenarios 7 and 11: bootstrap gets all vats and only the services asked for; its value is returned")
        void bootstrapsWithRefs() {
            kernel.services().register("clock", new Object());
            kernel.services().register("other", new Object());

            var subcluster = kernel.launch(
                            worker("a", "b", "c").service("clock").build())
                    .join();

            assertThat(Answers.of(subcluster.bootstrapResult())).isEqualTo("vats [a, b, c], services [clock]");
        }

        @Test
        void runsUntilTerminated() {
            var subcluster = kernel.launch(vats("a", "b", "c")).join();
            assertThat(kernel.status().subclusters().get(0).phase()).isEqualTo(KernelStatus.Phase.RUNNING);

            var report = Answers.of(subcluster.terminate());

            assertThat(report.isClean()).isTrue();
            assertThat(vatsAndChannels(report))
                    .extracting(RollbackReport.Release::name)
                    .containsExactly("vat c", "vat b", "vat a");
            assertThat(Answers.of(subcluster.terminate())).isEqualTo(report);
            assertThat(Answers.of(subcluster.whenEnded())).isEqualTo("terminated");
        }
    }

    @Nested
    class WhenAStepFails {

        @Test
        @DisplayName("scenario 9: a vat that cannot start is named with its id and carries the cause")
        void namesTheVat() {
            var failure = Answers.launchFailure(kernel.launch(worker("alice")
                    .vat("bob", VatConfig.ofClass(Vats.FailsInRoot.class))
                    .build()));

            assertThat(failure.code()).isEqualTo(Code.LAUNCH_FAILED);
            assertThat(failure)
                    .hasMessageContaining("v2 (bob)")
                    .hasMessageContaining("no root today")
                    .hasMessageContaining("the disk is gone");
            assertThat(failure).hasRootCauseMessage("[METHOD_THREW] the disk is gone");
        }

        @Test
        @DisplayName("scenario 10: if vat 2 of 3 fails, none of them runs, status works, and a new launch succeeds")
        void leavesNoVat() {
            var config = ClusterConfig.builder()
                    .bootstrap("a")
                    .vat("a", VatConfig.ofClass(Vats.Worker.class))
                    .vat("b", VatConfig.ofClass(Vats.FailsInRoot.class))
                    .vat("c", VatConfig.ofClass(Vats.Worker.class))
                    .io("repl", IoConfig.socket(directory.resolve("r.sock")))
                    .build();

            var failure = Answers.launchFailure(kernel.launch(config));

            var report = failure.rollback().orElseThrow();
            assertThat(report.failedStep()).isEqualTo("vat b");
            assertThat(vatsAndChannels(report))
                    .extracting(RollbackReport.Release::name, RollbackReport.Release::outcome)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple("vat a", Outcome.RELEASED),
                            org.assertj.core.groups.Tuple.tuple("io repl", Outcome.RELEASED));
            assertThat(report.isClean()).isTrue();
            assertThat(directory).isEmptyDirectory();
            assertThat(Answers.of(kernel.launch(vats("a")).result()).id()).isEqualTo("s2");
        }

        @Test
        @DisplayName("scenario 7: a bootstrap that throws fails the launch with its message")
        void failsWithBootstrap() {
            var failure = Answers.launchFailure(kernel.launch(only(Vats.FailsInBootstrap.class)));

            assertThat(failure).hasMessageContaining("bootstrap refuses");
            assertThat(failure.rollback().orElseThrow().failedStep()).isEqualTo("bootstrap of vat main");
        }

        @Test
        void failsIfBootstrapResolvesToAnError() {
            assertThat(Answers.launchFailure(kernel.launch(only(Vats.ReturnsAnError.class))))
                    .hasMessageContaining("bootstrap resolved to an error");
        }

        @Test
        void failsIfTheBootstrapVatExits() {
            assertThat(Answers.launchFailure(kernel.launch(only(Vats.ExitsInBootstrap.class))))
                    .hasMessageContaining("nothing to do");
        }

        @Test
        @DisplayName("scenario 15: an unknown service fails the launch")
        void failsWithoutService() {
            assertThat(Answers.launchFailure(
                            kernel.launch(worker("a").service("clok").build())))
                    .hasMessageContaining("no registered kernel service \"clok\"");
        }

        @Test
        @DisplayName("scenario 42: if the second of three channels cannot open, the first is closed")
        void closesChannels() throws Exception {
            Files.writeString(directory.resolve("two"), "not a socket");
            var config = worker("a")
                    .io("one", IoConfig.socket(directory.resolve("one")))
                    .io("two", IoConfig.socket(directory.resolve("two")))
                    .io("three", IoConfig.socket(directory.resolve("three")))
                    .build();

            var failure = Answers.launchFailure(kernel.launch(config));

            assertThat(failure).hasMessageContaining("\"two\"").hasMessageContaining("a regular file is there");
            assertThat(directory).isDirectoryContaining("glob:**two").isDirectoryNotContaining("glob:**one");
            assertThat(Files.readString(directory.resolve("two"))).isEqualTo("not a socket");
        }
    }

    @Nested
    class WhenItTakesTooLong {

        private final Duration deadline = Placement.allowingStart(Duration.ofMillis(300));

        @BeforeEach
        void hurry() {
            kernel.close();
            kernel = Kernels.start(KernelSettings.builder()
                    .launchDeadline(deadline)
                    .vatStopTimeout(Placement.allowing(Duration.ofMillis(50)))
                    .build());
        }

        @Test
        void givesUpOnABootstrapThatNeverAnswers() {
            var failure = Answers.launchFailure(kernel.launch(only(Vats.NeverAnswers.class)));

            assertThat(failure.code()).isEqualTo(Code.LAUNCH_TIMED_OUT);
            assertThat(failure)
                    .hasMessageContaining(deadline.toMillis() + " ms")
                    .hasMessageContaining("bootstrap of vat main");
            assertThat(failure.rollback().orElseThrow().isClean()).isTrue();
        }

        private ClusterConfig spinning() {
            return worker("good")
                    .vat("bad", VatConfig.ofClass(Vats.SpinsInRoot.class).parameters(gate.path()))
                    .build();
        }

        @Test
        void givesUpOnARootThatNeverReturns() {
            var failure = Answers.launchFailure(kernel.launch(spinning()));

            assertThat(failure.code()).isEqualTo(Code.LAUNCH_TIMED_OUT);
            assertThat(failure).hasMessageContaining("vat bad");
            assertThat(failure.rollback().orElseThrow().leaked()).isEmpty();
            assertThat(Answers.of(kernel.launch(vats("next")).join().vat("next").send("name")))
                    .isEqualTo("next");
        }

        @Test
        @LocalOnly(WRITTEN_OFF)
        void writesOffARootThatNeverReturns() {
            var failure = Answers.launchFailure(kernel.launch(spinning()));

            assertThat(failure.code()).isEqualTo(Code.LAUNCH_TIMED_OUT);
            assertThat(failure.rollback().orElseThrow().writtenOffThreads()).hasSize(1);
            assertThat(kernel.status().writtenOffThreads())
                    .isEqualTo(failure.rollback().orElseThrow().writtenOffThreads());
        }

        @Test
        void cancelsOnRequest() {
            var launch = kernel.launch(only(Vats.NeverAnswers.class));
            launch.cancel();

            var failure = Answers.launchFailure(launch);

            assertThat(failure.code()).isIn(Code.LAUNCH_CANCELLED, Code.LAUNCH_TIMED_OUT);
            assertThat(failure.rollback()).isPresent();
        }
    }

    @Nested
    class WhenVatsEndByThemselves {

        @Test
        @DisplayName("scenario 13: when its last vat ends, a subcluster's channels close and its socket files go")
        void endsWithItsLastVat() {
            var subcluster = kernel.launch(worker("a", "b")
                            .io("repl", IoConfig.socket(directory.resolve("r.sock")))
                            .build())
                    .join();
            Answers.of(subcluster.vat("a").send("exit", "bored"));
            assertThat(directory.resolve("r.sock")).exists();
            assertThat(Baseline.eventually(() ->
                            kernel.status().subclusters().get(0).vats().get(0).state() == KernelStatus.VatState.ENDED))
                    .isTrue();

            Answers.of(subcluster.vat("b").send("exit", "me too"));

            assertThat(Answers.of(subcluster.whenEnded())).contains("(b)").contains("me too");
            assertThat(directory).isEmptyDirectory();
        }

        @Test
        @DisplayName(
                "scenario 65: a vat in an endless loop is stopped by its deadline, others answer, its callers get an error")
        void stopsEndlessLoops() {
            var subcluster = kernel.launch(withSpinner()).join();
            var spinning = subcluster.vat("bad").send("spin", gate.path());
            var behind = subcluster.vat("bad").send("name");

            assertThat(Answers.of(subcluster.vat("good").send("name"))).isEqualTo("good");
            assertThat(Answers.rejection(spinning).is(ErrorCode.DEADLINE_EXCEEDED))
                    .isTrue();
            assertThat(Answers.rejection(spinning))
                    .hasMessageContaining("\"spin\"")
                    .hasMessageContaining("(bad)");
            assertThat(Answers.rejection(behind).is(ErrorCode.VAT_TERMINATED)).isTrue();
            assertThat(Answers.of(subcluster.vat("good").send("name"))).isEqualTo("good");
        }

        /** If it has to be killed with its process, the good one starts again. */
        private ClusterConfig withSpinner() {
            return ClusterConfig.builder()
                    .bootstrap("good")
                    .vat(
                            "good",
                            VatConfig.ofClass(Vats.Worker.class)
                                    .restart(RestartPolicy.onFailure(1, Duration.ofMinutes(1))))
                    .vat("bad", VatConfig.ofClass(Vats.Worker.class).deliveryTimeout(TIMEOUT))
                    .build();
        }

        @Test
        @LocalOnly(WRITTEN_OFF)
        void writesOffTheThreadOfAnEndlessLoop() {
            var subcluster = kernel.launch(withSpinner()).join();

            Answers.rejection(subcluster.vat("bad").send("spin", gate.path()));

            assertThat(kernel.status().writtenOffThreads()).hasSize(1);
            assertThat(kernel.status().subclusters().get(0).vats().get(1).writtenOffThread())
                    .isPresent();
        }

        @Test
        void interruptsCodeThatBlocks() {
            var subcluster = kernel.launch(ClusterConfig.builder()
                            .bootstrap("bad")
                            .vat("bad", VatConfig.ofClass(Vats.Worker.class).deliveryTimeout(TIMEOUT))
                            .build())
                    .join();

            assertThat(Answers.rejection(subcluster.vat("bad").send("block")).is(ErrorCode.DEADLINE_EXCEEDED))
                    .isTrue();
            Answers.of(subcluster.whenEnded());
        }

        @Test
        void doesNotWaitForAVatThatWillNotStop() {
            var subcluster = kernel.launch(vats("a")).join();
            var hanging = subcluster.vat("a").send("hang", gate.path());
            gate.awaitsArrival();

            var report = Answers.of(subcluster.terminate());

            assertThat(report.leaked()).isEmpty();
            assertThat(Answers.rejection(hanging).is(ErrorCode.VAT_TERMINATED)).isTrue();
            assertThat(kernel.status().subclusters()).isEmpty();
        }

        @Test
        @LocalOnly(WRITTEN_OFF)
        void aVatThatWillNotStopIsWrittenOff() {
            var subcluster = kernel.launch(vats("a")).join();
            subcluster.vat("a").sendOnly("hang", gate.path());
            gate.awaitsArrival();

            var report = Answers.of(subcluster.terminate());

            assertThat(report.writtenOffThreads())
                    .hasSize(1)
                    .isEqualTo(kernel.status().writtenOffThreads());
            assertThat(report.isClean()).isFalse();
            gate.open();
            assertThat(Baseline.eventually(
                            () -> kernel.status().writtenOffThreads().isEmpty()))
                    .isTrue();
        }
    }

    /** Without what the placement of the vats adds. */
    private static List<RollbackReport.Release> vatsAndChannels(RollbackReport report) {
        return report.released().stream()
                .filter(release -> !release.name().equals("guest " + Placement.ELSEWHERE))
                .toList();
    }

    private static ClusterConfig.Builder worker(String... names) {
        var config = ClusterConfig.builder().bootstrap(names[0]);
        for (var name : names) {
            config.vat(name, VatConfig.ofClass(Vats.Worker.class));
        }
        return config;
    }

    private static ClusterConfig vats(String... names) {
        return worker(names).build();
    }

    private static ClusterConfig only(Class<? extends Vat> vat) {
        return ClusterConfig.builder()
                .bootstrap("main")
                .vat("main", VatConfig.ofClass(vat))
                .build();
    }
}
