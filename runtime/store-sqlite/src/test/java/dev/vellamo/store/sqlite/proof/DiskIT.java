package dev.vellamo.store.sqlite.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.vellamo.kernel.KernelException;
import dev.vellamo.kernel.store.Store;
import dev.vellamo.placement.LocalOnly;
import dev.vellamo.store.sqlite.SqliteSettings;
import dev.vellamo.store.sqlite.SqliteStore;
import dev.vellamo.testkit.Baseline;
import dev.vellamo.testkit.Eventually;
import dev.vellamo.testkit.FaultyStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** The disk ends while a kernel works on it: nobody is told what is not there, and with room again all goes on. */
@LocalOnly("What the disk does reaches no vat, wherever it runs.")
class DiskIT {

    /** Some thousand calls. */
    private static final long SMALL_FILE_BYTES = 600 * 1024;

    private final History history = new History(1);
    private final Counts counts = new Counts(history);

    @TempDir
    private Path home;

    private final Logger kernelLogger = (Logger) LoggerFactory.getLogger("dev.vellamo.kernel");
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    @BeforeEach
    void catchLog() {
        logged.start();
        kernelLogger.addAppender(logged);
        kernelLogger.setAdditive(false);
    }

    @AfterEach
    void leaveLog() {
        kernelLogger.setAdditive(true);
        kernelLogger.detachAppender(logged);
    }

    private void isLoud() {
        assertThat(List.copyOf(logged.list))
                .filteredOn(event -> event.getLevel() == Level.ERROR)
                .singleElement()
                .satisfies(event -> assertThat(event.getFormattedMessage())
                        .contains(home.toString())
                        .contains("nothing more leaves the kernel")
                        .contains("start it again"));
    }

    private SqliteStore open(SqliteSettings settings) {
        return SqliteStore.open(home, settings);
    }

    @Test
    void aFullFileStopsTheKernelAndLeavesWhatWasTold() {
        var before = Baseline.take(home);

        var why = worksUntilItEnds(open(SqliteSettings.DEFAULT.withMaxFileBytes(SMALL_FILE_BYTES)));

        isLoud();
        assertThat(why).contains("kernel.sqlite").contains("full");
        assertThat(history.outcomes()).hasSizeGreaterThan(100);
        before.assertBack();
        isSound();
        goesOnWhereItWas();
    }

    @Test
    void aFileThatMayNotGrowEndsTheProcessAndLeavesWhatWasTold() throws IOException {
        try (var life = new Life(home, history, counts, "bash", "-c", "ulimit -f 1500; exec \"$@\"", "bash")) {
            life.begins(0);
            life.works(Integer.MAX_VALUE);

            assertThat(life.process().awaitEnd()).isEqualTo(BankProgram.KERNEL_ENDED);
            assertThat(life.whyEnded()).contains("kernel.sqlite").contains("limits of this process");
        }
        assertThat(history.outcomes()).hasSizeGreaterThan(10);
        isSound();
        goesOnWhereItWas();
    }

    @ParameterizedTest
    @CsvSource({"20, true", "20, false", "21, true", "40, false", "100, true", "100, false"})
    void aWriteThatFailsIsToldToNobody(int write, boolean isWritten) throws IOException {
        var before = Baseline.take(home);

        var why = worksUntilItEnds(failing(write, isWritten));

        isLoud();
        assertThat(why).contains("write " + write + " to " + home);
        before.assertBack();
        isSound();
        goesOnWhereItWas();
    }

    @ParameterizedTest
    @CsvSource({"1, true", "1, false", "2, false", "3, true", "5, false", "7, true"})
    void aLaunchFailsWithTheDisk(int write, boolean isWritten) {
        var before = Baseline.take(home);

        assertThatThrownBy(() ->
                        Banks.open(failing(write, isWritten), home, history).close())
                .isInstanceOf(KernelException.class)
                .hasMessageContaining("write " + write);

        isLoud();
        before.assertBack();
        isSound();
        goesOnWhereItWas();
    }

    @ParameterizedTest
    @CsvSource({"1, true", "1, false", "2, true", "2, false"})
    void aRestoreThatFailsWithTheDiskLeavesWhatWasTold(int write, boolean isWritten) {
        worksUntilItEnds(failing(50, true));
        logged.list.clear();

        assertThatThrownBy(() ->
                        Banks.open(failing(write, isWritten), home, history).close())
                .isInstanceOf(KernelException.class)
                .hasMessageContaining("write " + write);

        isLoud();
        isSound();
        goesOnWhereItWas();
    }

    private Store failing(int write, boolean isWritten) {
        var store = new FaultyStore(open(SqliteSettings.DEFAULT));
        return isWritten ? store.failingAfter(write) : store.failingBefore(write);
    }

    /** Why it did. */
    private String worksUntilItEnds(Store store) {
        try (var banks = Banks.open(store, home, history)) {
            var load = new HostLoad(banks, history);
            load.begins();
            var why = Eventually.answer(banks.whenEnded());
            load.awaitAnswers();
            return why;
        }
    }

    private void isSound() {
        LeftOnDisk.in(home).check(history, counts);
        verify();
    }

    private void verify() {
        try {
            history.verify();
        } catch (AssertionError e) {
            throw new AssertionError(
                    e.getMessage() + "\nwhat happened last:\n" + String.join("\n", history.lastEvents()), e);
        }
    }

    private void goesOnWhereItWas() {
        try (var banks = Banks.open(open(SqliteSettings.DEFAULT), home, history)) {
            var load = new HostLoad(banks, history);
            history.calls().values().forEach(load::calls);
            load.awaitAnswers();
        }
        assertThat(history.unanswered()).isEmpty();
        isSound();
    }
}
