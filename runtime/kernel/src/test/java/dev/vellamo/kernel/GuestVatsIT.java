package dev.vellamo.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vellamo.kernel.KernelStatus.GuestState;
import dev.vellamo.kernel.KernelStatus.GuestStatus;
import dev.vellamo.kernel.KernelStatus.VatState;
import dev.vellamo.kernel.run.Baseline;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.config.ClusterConfig;
import dev.vellamo.protocol.config.GuestConfig;
import dev.vellamo.protocol.config.MemorySize;
import dev.vellamo.protocol.config.Powers;
import dev.vellamo.protocol.config.RestartPolicy;
import dev.vellamo.protocol.config.VatConfig;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.VatException;
import dev.vellamo.vm.linux.NativeCode;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Vats in process guests, as their callers and a kernel's owner see them: with real processes. */
class GuestVatsIT {

    @TempDir
    private Path directory;

    private final Baseline before = new Baseline()
            .threads("vellamo-guest")
            .threads("vellamo-link")
            .descriptors()
            .count("process", GuestVatsIT::children);
    private final List<KernelEvent> events = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Kernel> started = new CompletableFuture<>();

    /** What the first kernel and the first guest of a JVM open for good. */
    @BeforeAll
    static void warmUp() throws IOException {
        NativeCode.load();
        Kernels.start(KernelSettings.DEFAULT).close();
    }

    private Kernel kernel() {
        if (!started.isDone()) {
            started.complete(Kernels.start(KernelSettings.builder()
                    .vatStopTimeout(Duration.ofMillis(300))
                    .runtimeDirectory(directory.resolve("run"))
                    .listener(events::add)
                    .build()));
        }
        return started.join();
    }

    @AfterEach
    void leavesNothing() throws IOException {
        if (started.isDone()) {
            kernel().close();
        }
        assertThat(before.remaining()).isEmpty();
        if (Files.isDirectory(directory.resolve("run"))) {
            assertThat(directory.resolve("run")).isEmptyDirectory();
        }
    }

    private static List<String> children() {
        return ProcessHandle.current()
                .descendants()
                .map(ProcessHandle::toString)
                .toList();
    }

    private static Path testClasses() {
        try {
            return Path.of(Island.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static GuestConfig.ProcessGuest.Builder guest() {
        return GuestConfig.process().classPath(testClasses());
    }

    private static VatConfig.Builder island(String place) {
        return VatConfig.ofClass(Island.class).placement(place);
    }

    private static VatConfig.Builder restarting(String place) {
        return island(place).restart(RestartPolicy.onFailure(5, Duration.ofMinutes(1)));
    }

    private static ClusterConfig.Builder twoInOneGuest(VatConfig.Builder near, VatConfig.Builder far) {
        return ClusterConfig.builder()
                .bootstrap("near")
                .guest("east", guest())
                .vat("near", near)
                .vat("far", far);
    }

    private Subcluster launch(ClusterConfig.Builder config) {
        return kernel().launch(config.build()).join();
    }

    private GuestStatus status(String guest) {
        return kernel().status().subclusters().get(0).guests().stream()
                .filter(each -> each.name().equals(guest))
                .findFirst()
                .orElseThrow();
    }

    private VatState state(String vat) {
        return kernel().status().subclusters().get(0).vats().stream()
                .filter(each -> each.name().equals(vat))
                .findFirst()
                .orElseThrow()
                .state();
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture()
                .orTimeout(20, java.util.concurrent.TimeUnit.SECONDS)
                .join();
    }

    private static VatException refusal(CompletionStage<?> stage) {
        try {
            throw new AssertionError("was answered: " + await(stage));
        } catch (CompletionException e) {
            if (e.getCause() instanceof VatException expected) {
                return expected;
            }
            throw e;
        }
    }

    private <T extends KernelEvent> List<T> seen(Class<T> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    @Nested
    class Answers {

        @Test
        void callsLikeALocalVat() {
            var subcluster = launch(twoInOneGuest(island("east"), island("local")));
            var near = subcluster.vat("near");

            assertThat(subcluster.bootstrapResult().toCompletableFuture().join())
                    .isEqualTo("up with [near, far] and [east]");
            assertThat(await(near.send("add", 2, 3))).isEqualTo(5);
            assertThat(await(near.send("later", 5))).isEqualTo("later");
            assertThat(refusal(near.send("fail", "bad luck")))
                    .hasMessageContaining("bad luck")
                    .matches(failure -> failure.is(ErrorCode.METHOD_THREW));
            assertThat(refusal(near.send("ad", 2, 3)).is(ErrorCode.METHOD_NOT_FOUND))
                    .isTrue();
        }

        @Test
        void fromAnotherProcess() {
            var subcluster = launch(twoInOneGuest(island("east"), island("local")));

            var here = ProcessHandle.current().pid();
            assertThat(await(subcluster.vat("far").send("pid"))).isEqualTo(Math.toIntExact(here));
            assertThat(await(subcluster.vat("near").send("pid")))
                    .isEqualTo(status("east").pid())
                    .isNotEqualTo(Math.toIntExact(here));
        }

        @Test
        void callsOfVatsInTheSameGuestAndInAnotherOne() {
            var subcluster = launch(ClusterConfig.builder()
                    .bootstrap("a")
                    .guest("east", guest())
                    .guest("west", guest())
                    .vat("a", island("east"))
                    .vat("b", island("east"))
                    .vat("c", island("west"))
                    .vat("d", island("local")));
            var a = subcluster.vat("a");

            for (var other : List.of("b", "c", "d")) {
                assertThat(await(a.send("ask", subcluster.vat(other), "count")))
                        .as(other)
                        .isEqualTo(1);
            }
            assertThat(await(subcluster.vat("d").send("ask", a, "pid")))
                    .isEqualTo(status("east").pid());
            var gate = (Ref) await(subcluster.vat("c").send("gate"));
            assertThat(await(a.send("ask", gate, "knock"))).isEqualTo("who is there?");
        }

        @Test
        void thoughItPrintsToItsStandardOutput() {
            var near = launch(twoInOneGuest(island("east"), island("local"))).vat("near");

            await(near.send("print", "{\"not\": \"a frame\"}\n\0\0\0"));
            assertThat(await(near.send("add", 1, 1))).isEqualTo(2);
        }

        @Test
        void thousandsOfCallsInTheirOrder() {
            var near = launch(twoInOneGuest(island("east"), island("local"))).vat("near");
            var answers = new java.util.ArrayList<CompletionStage<Object>>();
            for (int i = 0; i < 5_000; i++) {
                answers.add(near.send("count"));
            }

            for (int i = 0; i < answers.size(); i++) {
                assertThat(await(answers.get(i))).isEqualTo(i + 1);
            }
        }
    }

    @Nested
    class MayUse {

        @Test
        void littleMemory() {
            var limits = new GuestConfig.ProcessLimits(
                    Optional.of(MemorySize.ofMebibytes(160)), Optional.empty(), Optional.empty(), Optional.empty());
            var near = launch(ClusterConfig.builder()
                            .bootstrap("near")
                            .guest("east", guest().limits(limits))
                            .vat("near", island("east")))
                    .vat("near");

            assertThat(await(near.send("add", 2, 3))).isEqualTo(5);
        }

        @Test
        void theFilesThatItWasGrantedAndNoOthers() throws IOException {
            var granted = Files.createDirectory(directory.resolve("granted"));
            var secret = Files.writeString(directory.resolve("secret"), "not for guests");
            Files.writeString(granted.resolve("open"), "for guests");
            var near = launch(twoInOneGuest(island("east").powers(Powers.DEFAULT.withFiles(granted)), island("local")))
                    .vat("near");

            assertThat(await(near.send("read", granted.resolve("open").toString())))
                    .isEqualTo("for guests");
            await(near.send("write", granted.resolve("new").toString(), "by a guest"));
            assertThat(granted.resolve("new")).hasContent("by a guest");
            assertThat(refusal(near.send("read", secret.toString()))).hasMessageContaining(secret.toString());
        }

        @Test
        void everyFileIfItIsNotConfinedAndThatIsSaid() throws IOException {
            var secret = Files.writeString(directory.resolve("secret"), "not for guests");
            var near = launch(ClusterConfig.builder()
                            .bootstrap("near")
                            .guest("east", guest().confinement(GuestConfig.Confinement.OFF))
                            .vat("near", island("east")))
                    .vat("near");

            assertThat(await(near.send("read", secret.toString()))).isEqualTo("not for guests");
            assertThat(status("east").confinement()).isEqualTo("no protection is in force: confinement is off");
        }
    }

    @Nested
    class WhenItsProcessDies {

        @Test
        void aVatThatMayNotRestartEndsAndItsCallersAreTold() {
            var subcluster = launch(twoInOneGuest(island("local"), island("east")));

            var failure = refusal(subcluster.vat("far").send("dieWithTheProcess"));

            assertThat(failure.is(ErrorCode.VAT_TERMINATED))
                    .as(failure.toString())
                    .isTrue();
            assertThat(failure).hasStackTraceContaining("guest");
            assertThat(Baseline.eventually(() -> state("far") == VatState.ENDED))
                    .isTrue();
            assertThat(Baseline.eventually(() -> status("east").state() == GuestState.ABSENT))
                    .isTrue();
            assertThat(Baseline.eventually(
                            () -> seen(KernelEvent.GuestDied.class).size() == 1))
                    .isTrue();
        }

        @Test
        void itsVatsStartAgainFromWhatTheyKept() {
            var subcluster = launch(twoInOneGuest(restarting("east"), restarting("east")));
            var near = subcluster.vat("near");
            var far = subcluster.vat("far");
            assertThat(await(far.send("countForGood"))).isEqualTo(1);
            assertThat(await(far.send("count"))).isEqualTo(1);
            var first = status("east").pid();

            ProcessHandle.of(first).orElseThrow().destroyForcibly();

            assertThat(Baseline.eventually(
                            () -> seen(KernelEvent.VatRestarted.class).size() == 2))
                    .isTrue();
            assertThat(await(far.send("countForGood"))).isEqualTo(2);
            assertThat(await(far.send("count"))).isEqualTo(1);
            assertThat(await(near.send("pid"))).isEqualTo(status("east").pid()).isNotEqualTo(first);
            assertThat(status("east").restarts()).isEqualTo(1);
        }

        @Test
        void whatItRanIsBroughtOnceMore() throws IOException {
            var granted = Files.createDirectory(directory.resolve("granted"));
            var mark = granted.resolve("died");
            var subcluster = launch(
                    twoInOneGuest(island("local"), restarting("east").powers(Powers.DEFAULT.withFiles(granted))));

            assertThat(await(subcluster.vat("far").send("dieOnce", mark.toString())))
                    .isEqualTo("alive");
        }

        @Test
        void whatBringsItDownTwiceIsRejected() {
            var subcluster = launch(twoInOneGuest(island("local"), restarting("east")));
            var far = subcluster.vat("far");

            var failure = refusal(far.send("dieWithTheProcess"));

            assertThat(failure.is(ErrorCode.VAT_FAILED)).as(failure.toString()).isTrue();
            assertThat(await(far.send("add", 1, 2))).isEqualTo(3);
        }
    }

    @Nested
    class WhenItHangs {

        @Test
        void itIsInterruptedAndItsNeighbourGoesOn() {
            var subcluster =
                    launch(twoInOneGuest(island("east"), restarting("east").deliveryTimeout(Duration.ofMillis(200))));
            var far = subcluster.vat("far");

            assertThat(refusal(far.send("hang")).is(ErrorCode.DEADLINE_EXCEEDED))
                    .isTrue();
            assertThat(await(far.send("add", 1, 2))).isEqualTo(3);
            assertThat(await(subcluster.vat("near").send("add", 1, 2))).isEqualTo(3);
            assertThat(status("east").restarts()).isZero();
        }

        @Test
        void aNeighbourAnswersMeanwhile() {
            var subcluster = launch(twoInOneGuest(island("east"), island("east")));
            var hanging = subcluster.vat("far").send("hang");

            assertThat(await(subcluster.vat("near").send("add", 1, 2))).isEqualTo(3);
            assertThat(hanging.toCompletableFuture()).isNotDone();
        }

        @Test
        void theWholeGuestIsKilledIfNothingElseHelps() {
            var subcluster = launch(
                    twoInOneGuest(restarting("east"), restarting("east").deliveryTimeout(Duration.ofMillis(200))));
            var first = status("east").pid();
            var far = subcluster.vat("far");

            assertThat(refusal(far.send("hangForGood")).is(ErrorCode.DEADLINE_EXCEEDED))
                    .isTrue();
            assertThat(await(far.send("add", 1, 2))).isEqualTo(3);
            assertThat(await(subcluster.vat("near").send("add", 1, 2))).isEqualTo(3);
            assertThat(status("east").pid()).isNotEqualTo(first);
            assertThat(ProcessHandle.of(first)).isEmpty();
        }
    }

    @Nested
    class ALaunch {

        @Test
        void failsIfTheGuestCannotStart() {
            var config = twoInOneGuest(island("east"), island("local"))
                    .guest("west", GuestConfig.process().command("/nowhere/node", "guest.js"))
                    .build();

            assertThatThrownBy(() -> kernel().launch(config).join())
                    .hasMessageContaining("west")
                    .hasMessageContaining("/nowhere/node");
            assertThat(kernel().status().subclusters()).isEmpty();
        }

        @Test
        void failsIfAVatsClassIsNotOnTheGuestsClassPath() {
            var config = ClusterConfig.builder()
                    .bootstrap("near")
                    .guest("east", GuestConfig.process())
                    .vat("near", island("east"))
                    .build();

            assertThatThrownBy(() -> kernel().launch(config).join())
                    .hasMessageContaining(Island.class.getName())
                    .hasMessageContaining("classPath");
        }

        @Test
        void failsIfAVatIsPlacedInAGuestThatRunsAnotherProgram() {
            assertThatThrownBy(() -> ClusterConfig.builder()
                            .bootstrap("near")
                            .guest("east", GuestConfig.process().command("/usr/bin/node", "guest.js"))
                            .vat("near", island("east"))
                            .build())
                    .hasMessageContaining("/vats/near/placement")
                    .hasMessageContaining("a program of its own");
        }
    }
}
