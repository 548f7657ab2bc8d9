package dev.vellamo.vm.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.vm.linux.PinnedProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The kernel's JVM is killed with SIGKILL: its guests and all they started go with it. */
@Timeout(120)
class KernelDeathIT {

    @TempDir
    Path directory;

    private static void assertThatGuestsAreGone(KernelProcess kernel) throws IOException {
        Eventually.holds(
                () -> "processes of guests end in " + kernel.runtime(),
                () -> kernel.guestProcesses().isEmpty());
    }

    private static void assertThatNothingIsLeftAfterTheNextStart(KernelProcess kernel) throws IOException {
        assertThat(GuestLeftovers.remove(kernel.runtime()))
                .allSatisfy(leftover -> assertThat(leftover.problems()).isEmpty());
        assertThat(kernel.runtime()).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource({"starting, WATCHED", "handshaking, HELLO", "ready, READY", "stopping, got stop", "terminating, got TERM"
    })
    void takesItsGuestsWithIt(String stage, String word) throws Exception {
        try (var kernel = KernelProcess.start(directory.resolve("run"), stage).await(word)) {
            assertThat(kernel.guestProcesses()).isNotEmpty();
            kernel.kill();

            assertThatGuestsAreGone(kernel);
            assertThatNothingIsLeftAfterTheNextStart(kernel);
        }
    }

    @RepeatedTest(4)
    void takesItsGuestsWithItAtAnyMoment() throws Exception {
        try (var kernel = KernelProcess.start(directory.resolve("run"), "any")) {
            for (int guest = 0; guest < 4; guest++) {
                kernel.await("NEXT");
            }
            // Any moment of a guest's life, which is some 30 ms.
            LockSupport.parkNanos(Duration.ofMillis(new Random().nextInt(30)).toNanos());
            kernel.kill();

            assertThatGuestsAreGone(kernel);
            assertThatNothingIsLeftAfterTheNextStart(kernel);
        }
    }

    @Test
    void leavesWhatTheNextStartFindsIfTheWatchdogWasKilledFirst() throws Exception {
        try (var kernel = KernelProcess.start(directory.resolve("run"), "ready").await("READY")) {
            var record = GuestRecord.readFrom(kernel.directories().get(0).resolve("record"));
            assertThat(record.entries()).extracting(GuestRecord.Entry::role).containsExactly("watchdog", "guest");
            try (var watchdog =
                    PinnedProcess.of(record.entries().get(0).process().pid()).orElseThrow()) {
                watchdog.kill();
            }
            kernel.kill();
            assertThat(kernel.guestProcesses()).isNotEmpty();

            assertThat(GuestLeftovers.remove(kernel.runtime())).singleElement().satisfies(leftover -> {
                assertThat(leftover.killed()).isNotEmpty();
                assertThat(leftover.problems()).isEmpty();
            });
            assertThatGuestsAreGone(kernel);
            assertThat(kernel.runtime()).isEmptyDirectory();
        }
    }
}
