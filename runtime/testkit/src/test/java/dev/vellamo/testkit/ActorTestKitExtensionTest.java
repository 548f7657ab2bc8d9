package dev.vellamo.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Each test has an actor system of its own, and none outlives its test. */
class ActorTestKitExtensionTest {

    @RegisterExtension
    static final ActorTestKitExtension ACTORS = ActorTestKitExtension.withManualTime();

    private static final List<ActorSystem<?>> SEEN = new ArrayList<>();

    @AfterAll
    static void allHaveEnded() {
        // Systems of one name are equal, so they are told apart by what they are.
        assertThat(SEEN).hasSize(3).extracting(System::identityHashCode).doesNotHaveDuplicates();
        assertThat(SEEN)
                .allMatch(system ->
                        system.getWhenTerminated().toCompletableFuture().isDone());
    }

    @Test
    void oneTestHasASystem(ActorTestKit actors) {
        SEEN.add(actors.system());
    }

    @Test
    void timePassesWhenTheTestSaysSo(ActorTestKit actors, ManualTime time) {
        SEEN.add(actors.system());
        var probe = actors.createTestProbe(String.class);
        actors.spawn(Behaviors.<String>withTimers(timers -> {
            timers.startSingleTimer("wake", Duration.ofHours(1));
            return Behaviors.receive(String.class)
                    .onMessage(String.class, woken -> {
                        probe.getRef().tell(woken);
                        return Behaviors.same();
                    })
                    .build();
        }));

        time.expectNoMessageFor(Duration.ofMinutes(59), probe);
        time.timePasses(Duration.ofMinutes(1));
        probe.expectMessage("wake");
    }

    @Nested
    class InANestedClass {
        @Test
        void aTestHasASystemToo(ActorTestKit actors) {
            SEEN.add(actors.system());
        }
    }
}
