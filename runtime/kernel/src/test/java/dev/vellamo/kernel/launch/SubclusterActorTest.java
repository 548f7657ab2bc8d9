package dev.vellamo.kernel.launch;

import static dev.vellamo.kernel.run.Baseline.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.kernel.KernelException;
import dev.vellamo.kernel.KernelException.Code;
import dev.vellamo.kernel.RollbackReport;
import dev.vellamo.kernel.RollbackReport.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SubclusterActorTest {

    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final Duration GRACE = Duration.ofSeconds(1);
    private static final Duration RELEASE = Duration.ofSeconds(5);

    private static ActorTestKit testKit;
    private static ManualTime time;

    private final List<String> released = new CopyOnWriteArrayList<>();
    private final NotingObserver observer = new NotingObserver();
    private final FakeHeld a = new FakeHeld("a", released);
    private final FakeHeld b = new FakeHeld("b", released);
    private final FakeHeld late = new FakeHeld("late", released);

    @BeforeAll
    static void startsActors() {
        testKit = ActorTestKit.create(ManualTime.config());
        time = ManualTime.get(testKit.system());
    }

    @AfterAll
    static void stopsActors() {
        testKit.shutdownTestKit();
    }

    private ActorRef<SubclusterActor.Command> launches(Step... steps) {
        return testKit.spawn(
                SubclusterActor.create(self -> List.of(steps), new LaunchLimits(DEADLINE, GRACE, RELEASE), observer));
    }

    private ActorRef<SubclusterActor.Command> launched(Step... steps) {
        var supervisor = launches(steps);
        assertThat(observer.awaits("launched")).isTrue();
        return supervisor;
    }

    private static void terminates(ActorRef<SubclusterActor.Command> supervisor) {
        supervisor.tell(new SubclusterActor.Terminate("asked to"));
    }

    private void isGone(ActorRef<SubclusterActor.Command> supervisor) {
        testKit.createTestProbe().expectTerminated(supervisor, Duration.ofSeconds(10));
    }

    private RollbackReport rolledBack() {
        assertThat(observer.awaits("rolled back")).isTrue();
        return observer.report();
    }

    @Nested
    class AStepThatFails {

        @Test
        @DisplayName("scenario 9: its error is what the caller sees, with its causes")
        void givesTheLauncherItsErrorWithItsCauses() {
            var disk = new IOException("disk is full");
            var failure = new IllegalStateException("cannot load", disk);

            isGone(launches(FakeStep.bringing(a), FakeStep.rejecting("vat bob", new CompletionException(failure))));

            var reason = observer.reason();
            assertThat(reason.code()).isEqualTo(Code.LAUNCH_FAILED);
            assertThat(reason).hasMessage("\"vat bob\" failed: cannot load: disk is full");
            assertThat(reason.getCause()).isSameAs(failure);
            assertThat(rolledBack().failedStep()).isEqualTo("vat bob");
        }

        @Test
        @DisplayName("scenario 10: everything that was acquired is released, newest first, and once")
        void hasEverythingReleasedNewestFirstAndOnce() {
            isGone(launches(
                    FakeStep.bringing(a), FakeStep.bringing(b), FakeStep.rejecting("c", new IOException("no"))));

            assertThat(released).containsExactly("b", "a");
            assertThat(rolledBack().released())
                    .extracting(RollbackReport.Release::name)
                    .containsExactly("b", "a");
            assertThat(observer.report().isClean()).isTrue();
            assertThat(observer.events()).containsExactly("LAUNCHING", "TERMINATING", "rolled back");
        }

        @Test
        void mayThrowAtOnce() {
            isGone(launches(FakeStep.bringing(a), FakeStep.throwing("b", new IllegalArgumentException("no port"))));

            assertThat(observer.reason()).hasMessage("\"b\" failed: no port");
            assertThat(released).containsExactly("a");
        }

        @Test
        void mayThrowAnError() {
            isGone(launches(FakeStep.bringing(a), FakeStep.throwing("b", new NoClassDefFoundError("com/example/B"))));

            assertThat(observer.reason()).hasMessageContaining("com/example/B");
            assertThat(released).containsExactly("a");
        }

        @Test
        void keepsTheCodeOfAKernelException() {
            var unsupported = new KernelException(Code.UNSUPPORTED, "guests come later");

            isGone(launches(FakeStep.rejecting("guest", new CompletionException(unsupported))));

            assertThat(observer.reason().code()).isEqualTo(Code.UNSUPPORTED);
            assertThat(observer.reason()).hasMessage("guests come later");
        }

        @Test
        void mayBeTheFirst() {
            isGone(launches(FakeStep.rejecting("a", new IOException("no"))));

            assertThat(rolledBack().released()).isEmpty();
        }
    }

    @Test
    void aPlanThatCannotBeMadeIsAFailedLaunch() {
        var defect = new IllegalStateException("no plan");
        isGone(testKit.spawn(SubclusterActor.create(
                self -> {
                    throw defect;
                },
                LaunchLimits.DEFAULT,
                observer)));

        assertThat(observer.reason()).hasMessageContaining("no plan").hasCause(defect);
    }

    @Test
    void aPlanWithoutStepsIsLaunched() {
        var supervisor = launched();

        terminates(supervisor);

        isGone(supervisor);
        assertThat(observer.events())
                .containsExactly("LAUNCHING", "RUNNING", "launched", "TERMINATING", "ended: asked to");
    }

    @Test
    void whatHoldsNothingIsNotReleased() {
        var supervisor = launched(
                FakeStep.bringing(a), new FakeStep("nothing", CompletableFuture.completedFuture(Held.NOTHING)));

        terminates(supervisor);

        isGone(supervisor);
        assertThat(observer.report().released()).hasSize(1);
    }

    @Nested
    class AStepThatHangs {

        private final FakeStep hanging = FakeStep.running("slow");

        @Test
        void isCancelledAtTheDeadlineAndItsFailureRollsBack() {
            hanging.endsWhenCancelled();
            var supervisor = launches(FakeStep.bringing(a), hanging);
            assertThat(hanging.awaitsStart()).isTrue();

            time.timePasses(DEADLINE);

            isGone(supervisor);
            assertThat(observer.reason().code()).isEqualTo(Code.LAUNCH_TIMED_OUT);
            assertThat(observer.reason()).hasMessageContaining("60000 ms").hasMessageContaining("\"slow\"");
            assertThat(hanging.cancels()).isEqualTo(1);
            assertThat(released).containsExactly("a");
            assertThat(rolledBack().isClean()).isTrue();
        }

        @Test
        void hasWhatItBringsWithinTheGraceReleasedFirst() {
            hanging.onCancel(() -> hanging.brings(late));
            var supervisor = launches(FakeStep.bringing(a), hanging);
            assertThat(hanging.awaitsStart()).isTrue();

            time.timePasses(DEADLINE);

            isGone(supervisor);
            assertThat(released).containsExactly("late", "a");
            assertThat(rolledBack().isClean()).isTrue();
        }

        @Test
        void isReportedAsUnfinishedBehindTheGraceAndReleasedOnArrival() {
            var supervisor = launches(FakeStep.bringing(a), hanging);
            assertThat(hanging.awaitsStart()).isTrue();
            time.timePasses(DEADLINE);
            assertThat(eventually(() -> hanging.cancels() == 1)).isTrue();

            passesUntilRolledBack();

            isGone(supervisor);
            assertThat(rolledBack().unfinished()).containsExactly("slow");
            assertThat(rolledBack().isClean()).isFalse();
            assertThat(released).containsExactly("a");
            hanging.brings(late);
            assertThat(released).containsExactly("a", "late");
        }

        @Test
        void isReleasedIfItBringsSomethingWhileOthersAreReleased() {
            var releaseOfA = new CompletableFuture<Object>();
            a.releasing(releaseOfA);
            var supervisor = launches(FakeStep.bringing(a), hanging);
            assertThat(hanging.awaitsStart()).isTrue();
            time.timePasses(DEADLINE);
            assertThat(eventually(() -> hanging.cancels() == 1)).isTrue();
            assertThat(eventually(() -> {
                        time.timePasses(GRACE);
                        return released.contains("a");
                    }))
                    .isTrue();

            hanging.brings(late);
            assertThat(eventually(() -> observer.events().contains("TERMINATING")))
                    .isTrue();
            releaseOfA.complete("done");

            isGone(supervisor);
            assertThat(released).containsExactlyInAnyOrder("a", "late");
        }

        @Test
        void whoseCancelThrowsIsGivenUpAllTheSame() {
            hanging.onCancel(() -> {
                throw new IllegalStateException("expected by this test");
            });
            var supervisor = launches(FakeStep.bringing(a), hanging);
            assertThat(hanging.awaitsStart()).isTrue();
            time.timePasses(DEADLINE);
            assertThat(eventually(() -> hanging.cancels() == 1)).isTrue();

            passesUntilRolledBack();

            isGone(supervisor);
            assertThat(released).containsExactly("a");
        }

        /** The grace begins on the launch actor's thread, so that its passing may be too early at first. */
        private void passesUntilRolledBack() {
            assertThat(eventually(() -> {
                        time.timePasses(GRACE);
                        return observer.events().contains("rolled back");
                    }))
                    .isTrue();
        }
    }

    @Nested
    class Terminating {

        private final FakeStep running = FakeStep.running("slow").endsWhenCancelled();

        @Test
        void releasesNewestFirstAndEachOnce() {
            var supervisor = launched(FakeStep.bringing(a), FakeStep.bringing(b));

            terminates(supervisor);
            terminates(supervisor);

            isGone(supervisor);
            assertThat(released).containsExactly("b", "a");
            assertThat(observer.events())
                    .containsExactly("LAUNCHING", "RUNNING", "launched", "TERMINATING", "ended: asked to");
        }

        @Test
        void duringTheLaunchCancelsIt() {
            var supervisor = launches(FakeStep.bringing(a), running);
            assertThat(running.awaitsStart()).isTrue();

            terminates(supervisor);
            terminates(supervisor);

            isGone(supervisor);
            assertThat(observer.reason().code()).isEqualTo(Code.LAUNCH_CANCELLED);
            assertThat(observer.reason()).hasMessage("asked to");
            assertThat(running.cancels()).isEqualTo(1);
            assertThat(released).containsExactly("a");
        }

        @Test
        void inTheMomentInWhichTheLaunchSucceedsIsNotForgotten() {
            var told = new CompletableFuture<ActorRef<SubclusterActor.Command>>();
            var supervisor = launches(FakeStep.bringing(a), endsAndThen(b, () -> terminates(told.join())));
            told.complete(supervisor);

            isGone(supervisor);
            assertThat(observer.reason().code()).isEqualTo(Code.LAUNCH_CANCELLED);
            assertThat(released).containsExactly("b", "a");
        }

        @Test
        void whileReleasingChangesNothing() {
            var releaseOfB = new CompletableFuture<Object>();
            b.releasing(releaseOfB);
            var supervisor = launched(FakeStep.bringing(a), FakeStep.bringing(b));
            terminates(supervisor);
            assertThat(eventually(() -> released.contains("b"))).isTrue();

            terminates(supervisor);
            supervisor.tell(new SubclusterActor.VatEnded("v1 (bob)", "gone", true));
            releaseOfB.complete("done");

            isGone(supervisor);
            assertThat(released).containsExactly("b", "a");
            assertThat(observer.events()).filteredOn("TERMINATING"::equals).hasSize(1);
        }
    }

    @Nested
    class AReleaseThat {

        private void isReported(Outcome outcome, String detail) {
            assertThat(observer.report().released())
                    .containsExactly(
                            new RollbackReport.Release("b", outcome, detail),
                            new RollbackReport.Release("a", Outcome.RELEASED, ""));
            assertThat(observer.report().leaked()).containsExactly("b");
        }

        @Test
        void failsDoesNotStopTheOthers() {
            b.releasing(CompletableFuture.failedFuture(new IOException("still busy")));
            var supervisor = launched(FakeStep.bringing(a), FakeStep.bringing(b));

            terminates(supervisor);

            isGone(supervisor);
            isReported(Outcome.FAILED, "still busy");
        }

        @Test
        void throwsDoesNotStopTheOthers() {
            b.throwing(new IllegalStateException("no way"));
            var supervisor = launched(FakeStep.bringing(a), FakeStep.bringing(b));

            terminates(supervisor);

            isGone(supervisor);
            isReported(Outcome.FAILED, "no way");
        }

        @Test
        void hangsDoesNotStopTheOthers() {
            var releaseOfB = new CompletableFuture<Object>();
            b.releasing(releaseOfB);
            var supervisor = launched(FakeStep.bringing(a), FakeStep.bringing(b));
            terminates(supervisor);
            assertThat(eventually(() -> released.contains("b"))).isTrue();

            time.timePasses(RELEASE);

            isGone(supervisor);
            isReported(Outcome.TIMED_OUT, "not released within 5000 ms");
            releaseOfB.complete("too late");
            assertThat(released).containsExactly("b", "a");
        }
    }

    @Nested
    class AVatThatEndsByItself {

        @Test
        void fromALaunchMakesItFail() {
            var running = FakeStep.running("bootstrap").endsWhenCancelled();
            var supervisor = launches(FakeStep.bringing(a), running);
            assertThat(running.awaitsStart()).isTrue();

            supervisor.tell(new SubclusterActor.VatEnded("v1 (bob)", "it exited", false));

            isGone(supervisor);
            assertThat(observer.reason().code()).isEqualTo(Code.LAUNCH_FAILED);
            assertThat(observer.reason()).hasMessage("vat v1 (bob) ended: it exited");
            assertThat(released).containsExactly("a");
        }

        @Test
        void inTheMomentInWhichTheLaunchSucceedsIsNotForgotten() {
            var told = new CompletableFuture<ActorRef<SubclusterActor.Command>>();
            var supervisor = launches(endsAndThen(
                    a, () -> told.join().tell(new SubclusterActor.VatEnded("v1 (bob)", "it exited", true))));
            told.complete(supervisor);

            isGone(supervisor);
            assertThat(observer.reason()).hasMessage("vat v1 (bob) ended: it exited");
            assertThat(released).containsExactly("a");
        }

        @Test
        void leavesTheOthersRunning() {
            var supervisor = launched(FakeStep.bringing(a));

            supervisor.tell(new SubclusterActor.VatEnded("v1 (bob)", "it exited", false));
            terminates(supervisor);

            isGone(supervisor);
            assertThat(observer.events()).last().isEqualTo("ended: asked to");
        }

        @Test
        @DisplayName("scenario 13: the end of the last vat releases the rest")
        void asTheLastEndsTheSubcluster() {
            var supervisor = launched(FakeStep.bringing(a), FakeStep.bringing(b));

            supervisor.tell(new SubclusterActor.VatEnded("v1 (bob)", "it exited", true));

            isGone(supervisor);
            assertThat(observer.events()).last().isEqualTo("ended: its last vat v1 (bob) ended: it exited");
            assertThat(released).containsExactly("b", "a");
        }
    }

    @Nested
    class StoppedFromOutside {

        @Test
        void duringTheLaunchReleasesWhatItHoldsAndWhatArrivesLater() {
            var running = FakeStep.running("slow");
            var supervisor = launches(FakeStep.bringing(a), running);
            assertThat(running.awaitsStart()).isTrue();

            testKit.stop(supervisor);

            assertThat(released).containsExactly("a");
            assertThat(running.cancels()).isEqualTo(1);
            running.brings(late);
            assertThat(released).containsExactly("a", "late");
        }

        @Test
        void releasesWhatHasArrivedAndWasNotSeenYet() throws InterruptedException {
            var running = FakeStep.running("slow");
            var supervisor = launches(FakeStep.bringing(a), running);
            assertThat(running.awaitsStart()).isTrue();
            var isBusy = new CountDownLatch(1);
            var goOn = new CountDownLatch(1);
            supervisor.tell(new SubclusterActor.Spawn<>(Behaviors.empty(), "busy", Props.empty(), child -> {
                isBusy.countDown();
                awaits(goOn);
                supervisor.tell(new SubclusterActor.Spawn<>(Behaviors.empty(), "busy", Props.empty(), other -> {}));
                running.brings(late);
                throw new IllegalStateException("expected by this test: the supervisor dies");
            }));
            assertThat(isBusy.await(10, TimeUnit.SECONDS)).isTrue();

            goOn.countDown();

            isGone(supervisor);
            assertThat(released).containsExactlyInAnyOrder("late", "a");
        }

        @Test
        void whileRunningReleasesEverything() {
            var supervisor = launched(FakeStep.bringing(a), FakeStep.bringing(b));

            testKit.stop(supervisor);

            assertThat(released).containsExactly("b", "a");
        }

        @Test
        void whileReleasingReleasesTheRestOnce() {
            b.releasing(new CompletableFuture<>());
            a.throwing(new IllegalStateException("expected by this test"));
            var supervisor = launched(FakeStep.bringing(a), FakeStep.bringing(b));
            terminates(supervisor);
            assertThat(eventually(() -> released.contains("b"))).isTrue();

            testKit.stop(supervisor);

            assertThat(released).containsExactly("b", "a");
        }
    }

    @Test
    void aLaunchActorThatDiesIsRolledBackAndItsStepCancelled() {
        var running = FakeStep.running("slow");
        var supervisor = launches(FakeStep.bringing(a), running);
        assertThat(running.awaitsStart()).isTrue();

        stopsChildNamed(supervisor, "launch");

        isGone(supervisor);
        assertThat(observer.reason().code()).isEqualTo(Code.INTERNAL);
        assertThat(observer.reason()).hasMessageContaining("\"slow\"");
        assertThat(rolledBack().unfinished()).containsExactly("slow");
        assertThat(running.cancels()).isEqualTo(1);
        running.brings(late);
        assertThat(released).containsExactly("a", "late");
    }

    private void stopsChildNamed(ActorRef<?> parent, String name) {
        var classic = org.apache.pekko.actor.typed.javadsl.Adapter.toClassic(testKit.system());
        var probe = new org.apache.pekko.testkit.javadsl.TestKit(classic);
        classic.actorSelection(parent.path().child(name))
                .tell(new org.apache.pekko.actor.Identify(name), probe.getRef());
        var found = probe.expectMsgClass(org.apache.pekko.actor.ActorIdentity.class);
        classic.stop(found.getActorRef().orElseThrow());
    }

    /** A step whose end is followed, in the supervisor's mailbox, by what {@code next} tells it. */
    private static Step endsAndThen(Held held, Runnable next) {
        return new FakeStep(held.name(), new CompletableFuture<>() {
            @Override
            public CompletableFuture<Held> whenComplete(BiConsumer<? super Held, ? super Throwable> action) {
                action.accept(held, null);
                next.run();
                return this;
            }
        });
    }

    private static void awaits(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
