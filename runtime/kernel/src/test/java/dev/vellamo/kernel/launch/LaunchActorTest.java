package dev.vellamo.kernel.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.kernel.KernelException;
import dev.vellamo.kernel.KernelException.Code;
import dev.vellamo.kernel.launch.LaunchActor.Cancel;
import dev.vellamo.kernel.launch.LaunchActor.Failed;
import dev.vellamo.kernel.launch.LaunchActor.Outcome;
import dev.vellamo.kernel.launch.LaunchActor.StepEnded;
import dev.vellamo.kernel.launch.LaunchActor.Succeeded;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LaunchActorTest {

    private static final LaunchLimits LIMITS =
            new LaunchLimits(Duration.ofSeconds(10), Duration.ofSeconds(1), Duration.ofSeconds(1));

    private static ActorTestKit testKit;
    private static ManualTime time;

    private TestProbe<Outcome> supervisor;
    private TestProbe<String> steps;
    private final KernelException asked = new KernelException(Code.LAUNCH_CANCELLED, "asked to");

    @BeforeAll
    static void startsActors() {
        testKit = ActorTestKit.create(ManualTime.config());
        time = ManualTime.get(testKit.system());
    }

    @BeforeEach
    void makesProbes() {
        supervisor = testKit.createTestProbe(Outcome.class);
        steps = testKit.createTestProbe(String.class);
    }

    @AfterAll
    static void stopsActors() {
        testKit.shutdownTestKit();
    }

    private ActorRef<LaunchActor.Command> launches(String... names) {
        var plan = List.of(names).stream().<Step>map(FakeStep::running).toList();
        return testKit.spawn(LaunchActor.create(
                plan,
                LIMITS,
                step -> {
                    steps.getRef().tell("start " + step.name());
                    return () -> steps.getRef().tell("cancel " + step.name());
                },
                supervisor.getRef()));
    }

    @Test
    void failsWithTheStepThatFailed() {
        var failure = new IllegalStateException("no");
        var launch = launches("a", "b");
        steps.expectMessage("start a");
        launch.tell(new StepEnded(null));
        steps.expectMessage("start b");

        launch.tell(new StepEnded(failure));

        supervisor.expectMessage(new Failed("b", failure, Optional.empty()));
        supervisor.expectTerminated(launch);
        steps.expectNoMessage();
    }

    @Test
    void succeedsWithoutSteps() {
        var launch = launches();

        supervisor.expectMessage(new Succeeded());
        supervisor.expectTerminated(launch);
    }

    @Test
    void runsOneStepAfterTheOther() {
        var launch = launches("a", "b");
        steps.expectMessage("start a");
        steps.expectNoMessage();
        launch.tell(new StepEnded(null));
        steps.expectMessage("start b");
        launch.tell(new StepEnded(null));

        supervisor.expectMessage(new Succeeded());
        supervisor.expectTerminated(launch);
    }

    @Test
    void cancelsTheRunningStepOnceHoweverOftenItIsAskedTo() {
        var launch = launches("a", "b");
        steps.expectMessage("start a");

        launch.tell(new Cancel(asked));
        launch.tell(new Cancel(new KernelException(Code.LAUNCH_FAILED, "another reason")));
        steps.expectMessage("cancel a");
        launch.tell(new StepEnded(null));

        supervisor.expectMessage(new Failed("a", asked, Optional.empty()));
        supervisor.expectTerminated(launch);
        steps.expectNoMessage();
    }

    @Test
    void namesTheStepThatStillRunsBehindTheGrace() {
        var launch = launches("a");
        steps.expectMessage("start a");
        launch.tell(new Cancel(asked));
        steps.expectMessage("cancel a");

        time.timePasses(LIMITS.grace());

        supervisor.expectMessage(new Failed("a", asked, Optional.of("a")));
        supervisor.expectTerminated(launch);
    }

    @Test
    void givesUpAtItsDeadlineWhichIsForAllStepsTogether() {
        var launch = launches("a", "b");
        steps.expectMessage("start a");
        time.timePasses(Duration.ofSeconds(9));
        launch.tell(new StepEnded(null));
        steps.expectMessage("start b");

        time.timePasses(Duration.ofSeconds(1));

        steps.expectMessage("cancel b");
        launch.tell(new StepEnded(new IllegalStateException("given up")));
        var failed = supervisor.expectMessageClass(Failed.class);
        assertThat(failed.step()).isEqualTo("b");
        assertThat(failed.reason()).hasMessageContaining("10000 ms").hasMessageContaining("\"b\"");
        assertThat(((KernelException) failed.reason()).code()).isEqualTo(Code.LAUNCH_TIMED_OUT);
    }
}
