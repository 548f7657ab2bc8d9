package dev.vellamo.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.config.ClusterConfig;
import dev.vellamo.protocol.config.VatConfig;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.VatException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What code of the host may do wrong: everybody is answered, and nobody else notices. */
class HostCodeTest {

    private final Misfit misfit = new Misfit();

    private Kernel kernel;

    @BeforeEach
    void start() {
        kernel = Kernels.start();
    }

    @AfterEach
    void close() {
        kernel.close();
    }

    /** A service that misbehaves. */
    public static final class Misfit {
        private final CompletableFuture<Object> never = new CompletableFuture<>();
        private final CountDownLatch called = new CountDownLatch(1);

        public CompletionStage<Object> neverAnswers() {
            called.countDown();
            return never;
        }

        public int overflows(int depth) {
            return depth < 0 ? depth : overflows(depth + 1) + 1;
        }

        public Object waitsFor(Ref vat) {
            return vat.send("echo", "answer").toCompletableFuture().join();
        }
    }

    private Ref launch(Kernel in, String... services) {
        var config = ClusterConfig.builder().bootstrap("main").vat("main", VatConfig.ofClass(Vats.Worker.class));
        for (var service : services) {
            config.service(service);
        }
        return in.launch(config.build()).join().vat("main");
    }

    private Ref launchWithMisfit() {
        kernel.services().register("misfit", misfit);
        return launch(kernel, "misfit");
    }

    @Nested
    class AService {

        @Test
        void thatOverflowsItsStackHurtsNobodyElse() {
            var main = launchWithMisfit();

            assertThat(Answers.rejection(main.send("callService", "misfit", "overflows", 0)))
                    .hasMessageContaining("StackOverflowError");
            assertThat(Answers.of(main.send("echo", "alive"))).isEqualTo("alive");
            assertThat(kernel.status().subclusters()).hasSize(1);
        }

        @Test
        void mayWaitForVatsInMoreCallsThanThereAreThreads() {
            var main = launchWithMisfit();

            var calls = IntStream.range(0, 100)
                    .mapToObj(call ->
                            main.send("callService", "misfit", "waitsFor", main).toCompletableFuture())
                    .toArray(CompletableFuture<?>[]::new);

            Answers.of(CompletableFuture.allOf(calls));
            assertThat(calls).allMatch(call -> call.join().equals("answer"));
        }

        @Test
        void thatNeverAnswersIsAnsweredForWhenTheKernelEnds() throws InterruptedException {
            var waiting = launchWithMisfit().send("callService", "misfit", "neverAnswers");
            misfit.called.await();

            kernel.close();

            assertThat(Answers.rejection(waiting).is(ErrorCode.KERNEL_STOPPED)).isTrue();
        }
    }

    @Nested
    class AValue {

        @Test
        void thatCannotBePassedRejectsThePromiseItWasToFulfil() {
            var unpassable = CompletableFuture.<Object>completedFuture(Thread.currentThread());

            assertThat(Answers.rejection(launch(kernel).send("echo", unpassable))
                            .is(ErrorCode.NOT_PASSABLE))
                    .isTrue();
        }

        @Test
        void ofAnotherKernelIsRefusedIfItIsARefAndOtherwiseCopied() {
            try (var other = Kernels.start()) {
                var main = launch(kernel);
                var foreign = launch(other);

                assertThatThrownBy(() -> main.send("echo", foreign))
                        .isInstanceOfSatisfying(
                                VatException.class,
                                refused -> assertThat(refused.is(ErrorCode.NOT_PASSABLE))
                                        .isTrue())
                        .hasMessageContaining("another kernel");
                assertThat(Answers.of(main.send("echo", foreign.send("echo", "copied"))))
                        .isEqualTo("copied");
            }
        }
    }

    @Nested
    class AListener {

        @Test
        void thatThrowsHurtsNobody() {
            var settings = KernelSettings.builder()
                    .listener(event -> {
                        throw new IllegalStateException("the listener cannot bear " + event);
                    })
                    .build();
            try (var observed = Kernels.start(settings)) {
                var main = launch(observed);
                main.sendOnly("exit", "done");
                assertThat(Answers.<String>of(main.send("echo", "x").handle((value, gone) -> "answered")))
                        .isEqualTo("answered");
            }
        }
    }

    @Nested
    class AnActorSystem {

        @Test
        void thatEndsBeforeItsKernelLeavesNobodyWaiting() {
            var system = ActorSystem.create(Behaviors.empty(), "app");
            var inside = Kernels.startIn(system, KernelSettings.DEFAULT);
            var subcluster = inside.launch(ClusterConfig.builder()
                            .bootstrap("main")
                            .vat("main", VatConfig.ofClass(Vats.Worker.class))
                            .build())
                    .join();
            var waiting = subcluster.vat("main").send("promise", "unresolved");

            system.terminate();
            Answers.of(system.getWhenTerminated());

            assertThat(Answers.of(subcluster.whenEnded())).contains("stopped before it was shut down");
            Answers.of(subcluster.terminate());
            Answers.rejection(waiting);
            Answers.rejection(subcluster.vat("main").send("echo", "late"));
            assertThat(Answers.of(inside.shutdown())).isNotNull();
            assertThat(inside.status().subclusters()).isEmpty();
        }
    }

    @Nested
    class ATimer {

        @Test
        void mayBeSetForAsLongAsADurationCanSay() {
            var main = launch(kernel);
            for (var delay : new Duration[] {Duration.ofDays(300), Duration.ofSeconds(Long.MAX_VALUE)}) {
                Answers.of(main.send("wakeAfter", delay));
            }
            assertThat(Answers.of(main.send("echo", "alive"))).isEqualTo("alive");
        }
    }
}
