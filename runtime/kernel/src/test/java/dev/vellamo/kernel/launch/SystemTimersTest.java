package dev.vellamo.kernel.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Timers longer than Pekko's scheduler takes. */
class SystemTimersTest {

    private final List<String> fired = new ArrayList<>();

    private ActorTestKit actors;
    private ManualTime time;
    private SystemTimers timers;

    @BeforeEach
    void start() {
        actors = ActorTestKit.create(ManualTime.config());
        time = ManualTime.get(actors.system());
        timers = new SystemTimers(actors.system());
    }

    @AfterEach
    void stop() {
        actors.shutdownTestKit();
    }

    private void fire() {
        synchronized (fired) {
            fired.add("fired");
        }
    }

    private int pass(Duration duration) throws InterruptedException {
        time.timePasses(duration);
        return fired.size();
    }

    @Test
    void firesOnceAfterAYear() throws Exception {
        timers.schedule(Duration.ofDays(365), null, this::fire);
        for (int day = 0; day < 360; day += 20) {
            assertThat(pass(Duration.ofDays(20))).isZero();
        }
        pass(Duration.ofDays(5));
        assertThat(fired).hasSize(1);
    }

    @Test
    void isSilentOnceCancelled() throws Exception {
        var cancel = timers.schedule(Duration.ofDays(30), Duration.ofDays(30), this::fire);
        pass(Duration.ofDays(20));
        cancel.run();
        pass(Duration.ofDays(20));
        assertThat(fired).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 300L * 86_400, Long.MAX_VALUE})
    void takesAnyDelayAndPeriod(long seconds) {
        var duration = Duration.ofSeconds(seconds);
        assertThatCode(() -> timers.schedule(duration, null, this::fire).run()).doesNotThrowAnyException();
        assertThatCode(() -> timers.schedule(duration, duration, this::fire).run())
                .doesNotThrowAnyException();
    }
}
