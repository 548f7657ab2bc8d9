package dev.vellamo.kernel.state;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** More runs: {@code -Dvellamo.simulation.runs=100000}; one again: {@code -Dvellamo.simulation.seed=42}. */
class CrashSimulationTest {

    private static final int RUNS = Integer.getInteger("vellamo.simulation.runs", 100);
    private static final int STEPS = 400;

    @Test
    @DisplayName("scenario 63: whenever the kernel dies, each effect that anyone saw is there once, and none is half")
    void losesNothingThatAnyoneSaw() {
        var seed = Long.getLong("vellamo.simulation.seed");
        var begin = System.nanoTime();
        var crashes = 0;
        for (long run = seed == null ? 0 : seed; run < (seed == null ? RUNS : seed + 1); run++) {
            crashes += runs(run);
        }
        var seconds = (System.nanoTime() - begin) / 1e9;
        LoggerFactory.getLogger(CrashSimulationTest.class)
                .info("{} crashes in {} s: {} a second", crashes, seconds, (long) (crashes / seconds));
        assertThat(crashes).isPositive();
    }

    private static int runs(long seed) {
        var simulation = new CrashSimulation(seed);
        try {
            simulation.steps(STEPS);
            simulation.ends();
            return simulation.crashes();
        } catch (RuntimeException | AssertionError e) {
            var history = simulation.history();
            var last = history.subList(Math.max(0, history.size() - 100), history.size());
            throw new AssertionError(
                    "seed " + seed + " (again: -Dvellamo.simulation.seed=" + seed + "): " + e.getMessage()
                            + "\nits last steps:\n" + String.join("\n", last),
                    e);
        }
    }
}
