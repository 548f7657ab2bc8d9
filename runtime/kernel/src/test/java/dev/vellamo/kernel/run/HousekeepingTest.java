package dev.vellamo.kernel.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.kernel.state.Entry;
import dev.vellamo.kernel.state.KernelState;
import dev.vellamo.kernel.state.States;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a kernel tidies up. */
class HousekeepingTest {

    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final List<Throwable> broken = new ArrayList<>();
    private final List<Runnable> due = new ArrayList<>();
    private final List<Duration> periods = new ArrayList<>();
    private final KernelState state = States.ephemeral();
    private final Sequencer sequencer = new Sequencer(state, Runnable::run, broken::add);
    private int leasesGivenBack;
    private int stopped;
    private final Housekeeping housekeeping = new Housekeeping(
            sequencer,
            () -> leasesGivenBack++,
            (delay, period, task) -> {
                due.add(task);
                periods.add(delay);
                return () -> stopped++;
            },
            INTERVAL);

    private void intervalsPass(int intervals) {
        for (int i = 0; i < intervals; i++) {
            due.get(0).run();
        }
    }

    /** Intervals pass while an entry is applied, so that there is always one in the queue. */
    private void intervalsPassUnderLoad(int intervals) {
        sequencer.submit(new Entry.Look(seen -> intervalsPass(intervals)));
        assertThat(broken).isEmpty();
    }

    @Test
    void putsItOffWhileTheKernelHasMoreToDo() {
        intervalsPassUnderLoad(Housekeeping.MAX_SKIPPED);

        assertThat(leasesGivenBack).isZero();
        assertThat(state.position()).isEqualTo(1);
    }

    @Test
    void doesItNowAndThenUnderConstantLoad() {
        intervalsPassUnderLoad(3 * (Housekeeping.MAX_SKIPPED + 1));

        assertThat(leasesGivenBack).isEqualTo(3);
        assertThat(state.position()).isEqualTo(1 + 3);
    }

    @Test
    void putsItOffAnewAfterAQuietMoment() {
        intervalsPassUnderLoad(Housekeeping.MAX_SKIPPED);
        intervalsPass(1);

        intervalsPassUnderLoad(Housekeeping.MAX_SKIPPED);

        assertThat(leasesGivenBack).isEqualTo(1);
    }

    @Test
    void doesItOnceEachInterval() {
        intervalsPass(3);

        assertThat(periods).containsExactly(INTERVAL);
        assertThat(leasesGivenBack).isEqualTo(3);
        assertThat(state.position()).isEqualTo(3);
    }

    @Test
    void endsWhenItIsClosed() {
        housekeeping.close();

        assertThat(stopped).isEqualTo(1);
    }
}
