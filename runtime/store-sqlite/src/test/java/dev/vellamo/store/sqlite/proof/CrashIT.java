package dev.vellamo.store.sqlite.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.kernel.store.StoredRow;
import dev.vellamo.placement.Placement;
import dev.vellamo.testkit.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kills a kernel, and the guests where its vats are in some, at random moments and asks, from outside, whether everything
 * that anyone was told is still so.
 *
 * <p>More kills: {@code -Dvellamo.crash.kills=200}; the same choices again: {@code -Dvellamo.crash.seed=42}.
 */
class CrashIT {

    private static final Logger LOG = LoggerFactory.getLogger(CrashIT.class);

    private static final int KILLS = Integer.getInteger("vellamo.crash.kills", 10);
    private static final long SEED = Long.getLong("vellamo.crash.seed", System.nanoTime());

    /** One of so many kills hits a kernel that starts or restores, after at most this time. */
    private static final int ONE_STARTS_OF = 4;

    private static final int MAX_START_MILLIS = 1500;

    /** The others hit one that works: so long, at most, after an answer. */
    private static final int MAX_LATE_NANOS = 5_000_000;

    /** One of so many lives ends in order. */
    private static final int ONE_ENDS_IN_ORDER_OF = 8;

    /** One of so many lives answers everything that was on the way before; another, every client that asks. */
    private static final int ONE_ANSWERS_ALL_OF = 3;

    /** Calls with an outcome that a life makes again at its begin. */
    private static final int REPEATED = 50;

    /** Of one life: they all stay on disk, and are compared with it after each life. */
    private static final int MAX_NEW_CALLS = 300;

    /** What is under way when all calls are answered takes some milliseconds; it may go on in another life. */
    private static final int MAX_LAST_LIVES = 3;

    private final History history = new History(SEED);
    private final Counts counts = new Counts(history);

    private int kills;
    private int lives;

    @TempDir
    private Path home;

    @Test
    @DisplayName("scenario 63: however often a kernel is killed, all that anyone was told is so, once and whole")
    void everythingThatWasToldIsSo() throws IOException {
        var started = System.nanoTime();
        try {
            while (kills < KILLS) {
                lives++;
                history.note("life " + lives);
                lives();
                isSound();
            }
            ends();
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError(
                    "seed " + SEED + " (again: -Dvellamo.crash.seed=" + SEED + "): " + e.getMessage()
                            + "\nwhat happened last:\n" + String.join("\n", history.lastEvents()),
                    e);
        }
        LOG.info(
                "{} kills in {} lives, {} calls, {} answers of the counter, {} s",
                kills,
                lives,
                history.calls().size(),
                counts.answers(),
                (System.nanoTime() - started) / 1_000_000_000);
    }

    private void lives() throws IOException {
        try (var life = new Life(home, history, counts)) {
            if (history.below(ONE_STARTS_OF) == 0) {
                kills(life, Duration.ofMillis(history.below(MAX_START_MILLIS)));
                return;
            }
            life.begins(REPEATED);
            if (history.below(ONE_ANSWERS_ALL_OF) == 0) {
                life.answersAll();
            }
            life.works(MAX_NEW_CALLS);
            var left = history.below(MAX_NEW_CALLS);
            if (Placement.current() == Placement.GUEST) {
                life.worksDownTo((MAX_NEW_CALLS + left) / 2);
                life.killsAGuest();
            }
            life.worksDownTo(left);
            if (history.below(ONE_ANSWERS_ALL_OF) == 0) {
                life.answersClients();
            }
            if (history.below(ONE_ENDS_IN_ORDER_OF) == 0) {
                life.ends();
            } else {
                kills(life, Duration.ofNanos(history.below(MAX_LATE_NANOS)));
            }
        }
    }

    private void kills(Life life, Duration after) {
        kills++;
        life.isKilledAfter(after);
    }

    private void isSound() {
        if (Files.exists(home.resolve("kernel.sqlite"))) {
            LeftOnDisk.in(home).check(history, counts);
        }
        history.verify();
    }

    /** Everything is answered, all money is in the banks, and nothing is left to do. */
    private void ends() throws IOException {
        LeftOnDisk left;
        var lives = 0;
        do {
            lives++;
            history.note("last life " + lives);
            try (var life = new Life(home, history, counts)) {
                life.begins(Integer.MAX_VALUE);
                life.answersAll();
                Eventually.holds(
                        () -> "all money is in the banks: " + history.deposited() + ", and not " + life.money(),
                        () -> life.money() == history.deposited());
                life.works(0);
                life.answersClients();
                life.collectsGarbage();
                life.ends();
            }
            isSound();
            left = LeftOnDisk.in(home);
        } while (!left.remains().isEmpty() && lives < MAX_LAST_LIVES);
        assertThat(left.remains()).as("what is left to do").isEmpty();
        assertThat(left.unaudited())
                .as("operations that the auditor has not seen")
                .isEmpty();
        assertThat(left.content().of(StoredRow.Promise.class))
                .as("promises")
                .hasSize(history.calls().size());
    }
}
