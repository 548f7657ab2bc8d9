package dev.vellamo.kernel.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.kernel.KernelException;
import dev.vellamo.kernel.KernelException.Code;
import dev.vellamo.kernel.KernelSettings;
import dev.vellamo.kernel.RollbackReport;
import dev.vellamo.kernel.launch.FaultyStep.Fault;
import dev.vellamo.kernel.store.StoreContent;
import dev.vellamo.protocol.config.ClusterConfig;
import dev.vellamo.protocol.config.IoConfig;
import dev.vellamo.protocol.config.VatConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The proof that a launch is all or nothing: with three vats (of each kind of code) and three IO channels, every step of
 * the real plan fails in turn in every way, and everything is counted before and after.
 */
class RollbackProofIT {

    private static final int STEPS = 8;
    private static final LaunchLimits LIMITS =
            new LaunchLimits(Duration.ofSeconds(20), Duration.ofMillis(20), Duration.ofSeconds(10));
    private static final LaunchLimits HURRIED =
            new LaunchLimits(Duration.ofMillis(400), Duration.ofMillis(20), Duration.ofSeconds(10));

    @TempDir
    private Path directory;

    private static ActorTestKit actors;
    private static KernelParts parts;
    private ClusterConfig config;
    private final CompletableFuture<FaultyStep> faulty = new CompletableFuture<>();

    @BeforeAll
    static void start() {
        actors = ActorTestKit.create("proof");
        parts = KernelParts.create(
                KernelSettings.builder().name("proof").build(), StoreContent.EMPTY, actors.system(), () -> {});
        parts.site().services().register("clock", new Object());
    }

    @BeforeEach
    void writeConfig() throws IOException {
        var source = Files.writeString(directory.resolve("Compiled.java"), """
                import dev.vellamo.vat.*;
                public final class Compiled implements Vat {
                    public Object root(VatContext vat) { return new Root(); }
                    public static final class Root implements Remotable {
                        public String bootstrap(java.util.Map<String, Ref> vats, java.util.Map<String, Ref> io) {
                            return "up";
                        }
                    }
                }
                """);
        config = ClusterConfig.builder()
                .bootstrap("compiled")
                .vat("one", VatConfig.ofClass(ProofVat.class))
                .vat("compiled", VatConfig.ofSource(source))
                .vat("three", VatConfig.ofClass(ProofVat.class))
                .service("clock")
                .io("a", IoConfig.socket(directory.resolve("a.sock")))
                .io("b", IoConfig.socket(directory.resolve("b.sock")))
                .io("c", IoConfig.socket(directory.resolve("c.sock")))
                .build();
    }

    @AfterAll
    static void stop() {
        parts.close();
        actors.shutdownTestKit();
    }

    static Stream<Arguments> everyStepInEveryWay() {
        var cases = new ArrayList<Arguments>();
        for (int step = 0; step < STEPS; step++) {
            for (var fault : Fault.values()) {
                cases.add(Arguments.of(step, fault));
            }
        }
        return cases.stream();
    }

    @Test
    void aSuccessfulLaunchMovesEverythingThatIsCounted() throws Exception {
        var before = baseline();

        var running = launchWhole();
        var during = Footprint.now(directory, actors);

        assertThat(during.socketFiles()).containsExactly("a.sock", "b.sock", "c.sock");
        assertThat(during.descriptors()).isGreaterThanOrEqualTo(before.descriptors() + 3);
        assertThat(during.actors()).isGreaterThan(before.actors());
        assertThat(during.codeLoaders()).isEqualTo(before.codeLoaders() + 1);
        terminate(running);
        Footprint.awaitBack(before, directory, actors);
    }

    @ParameterizedTest(name = "step {0} {1}")
    @MethodSource("everyStepInEveryWay")
    void leavesNothingBehind(int step, Fault fault) throws Exception {
        var before = baseline();
        var observed = new Observed();
        var isDeadline = fault == Fault.HANGS || fault == Fault.SUCCEEDS_LATE;

        var supervisor = launch(step, fault, isDeadline ? HURRIED : LIMITS, observed);
        if (fault == Fault.IS_CANCELLED) {
            faulty().reached().get(20, TimeUnit.SECONDS);
            supervisor.tell(new SubclusterActor.Terminate("the test cancels"));
        }
        var failure = observed.failure.get(30, TimeUnit.SECONDS);

        var report = failure.rollback().orElseThrow();
        assertThat(failure.code()).isEqualTo(expected(fault));
        assertThat(report.failedStep()).isEqualTo(faulty().name());
        assertThat(report.leaked()).isEmpty();
        assertThat(report.writtenOffThreads()).isEmpty();
        if (failure.code() == Code.LAUNCH_FAILED) {
            assertThat(failure).hasMessageContaining("by " + faulty().name()).hasRootCauseMessage(rootMessage(failure));
        }
        if (fault == Fault.SUCCEEDS_LATE) {
            // What it still brings is released on arrival.
            faulty().succeed().toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
        Footprint.awaitBack(before, directory, actors);
        assertThat(parts.site().services().names()).containsExactly("clock");
        terminate(launchWhole());
    }

    /** The first launch makes what a kernel keeps: the transport's selector, the threads of its pool. */
    private Footprint baseline() throws Exception {
        terminate(launchWhole());
        return Footprint.awaitWithoutActors(directory, actors);
    }

    private static String rootMessage(Throwable failure) {
        var root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    private static Code expected(Fault fault) {
        return switch (fault) {
            case THROWS, REJECTS, ACQUIRES_AND_FAILS -> Code.LAUNCH_FAILED;
            case HANGS, SUCCEEDS_LATE -> Code.LAUNCH_TIMED_OUT;
            case IS_CANCELLED -> Code.LAUNCH_CANCELLED;
        };
    }

    private FaultyStep faulty() throws Exception {
        return faulty.get(20, TimeUnit.SECONDS);
    }

    private static final class Observed implements SubclusterActor.Observer {
        private final CompletableFuture<String> launched = new CompletableFuture<>();
        private final CompletableFuture<KernelException> failure = new CompletableFuture<>();
        private final CompletableFuture<RollbackReport> ended = new CompletableFuture<>();

        CompletableFuture<Object> launchedOrFailed() {
            return CompletableFuture.anyOf(
                    launched, failure.thenCompose(reason -> CompletableFuture.<Object>failedFuture(reason)));
        }

        @Override
        public void phaseChanged(dev.vellamo.kernel.KernelStatus.Phase phase) {}

        @Override
        public void launched() {
            launched.complete("launched");
        }

        @Override
        public List<String> writtenOffThreads() {
            return List.of();
        }

        @Override
        public void rolledBack(KernelException reason) {
            failure.complete(reason);
        }

        @Override
        public void ended(String reason, RollbackReport report) {
            ended.complete(report);
        }
    }

    private record Running(ActorRef<SubclusterActor.Command> supervisor, Observed observed) {}

    private Running launchWhole() throws Exception {
        var observed = new Observed();
        var supervisor = launch(-1, Fault.THROWS, LIMITS, observed);
        observed.launchedOrFailed().get(30, TimeUnit.SECONDS);
        return new Running(supervisor, observed);
    }

    private static void terminate(Running running) throws Exception {
        running.supervisor().tell(new SubclusterActor.Terminate("the test is done"));
        assertThat(running.observed().ended.get(30, TimeUnit.SECONDS).isClean()).isTrue();
    }

    private ActorRef<SubclusterActor.Command> launch(int step, Fault fault, LaunchLimits limits, Observed observed) {
        var plan = new ClusterPlan(config, parts.site(), new SubclusterParts("s1", "proof"), false);
        Behavior<SubclusterActor.Command> behavior = SubclusterActor.create(
                supervisor -> {
                    var steps = new ArrayList<>(plan.apply(supervisor));
                    assertThat(steps).hasSize(STEPS);
                    if (step >= 0) {
                        var broken = new FaultyStep(steps.get(step), fault);
                        steps.set(step, broken);
                        faulty.complete(broken);
                    }
                    return steps;
                },
                limits,
                observed);
        return actors.spawn(behavior);
    }
}
