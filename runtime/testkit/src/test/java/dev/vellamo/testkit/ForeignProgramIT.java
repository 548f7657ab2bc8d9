package dev.vellamo.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

class ForeignProgramIT {

    @Test
    void skipsTheTestWithoutTheProgramOrFailsItWhereAllAreRequired() {
        boolean areAllRequired = "1".equals(System.getenv("VELLAMO_REQUIRE_ALL"));

        assertThatThrownBy(() -> ForeignProgram.require("no-such-program"))
                .isInstanceOf(areAllRequired ? AssertionFailedError.class : TestAbortedException.class)
                .hasMessageContaining("no-such-program");
    }

    @Test
    void saysWhatTheProgramWroteIfItEndsEarly() {
        try (var program = ForeignProgram.start("sh", "-c", "echo one; echo two >&2")) {
            assertThat(program.readLine()).isEqualTo("one");
            assertThat(program.readLine()).isEqualTo("two");
            assertThatThrownBy(program::readLine)
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("one\ntwo");
        }
    }

    @Test
    void passesTextBothWays() {
        try (var program = ForeignProgram.start("cat")) {
            assertThat(program.type("first\n").readLine()).isEqualTo("first");
            assertThat(program.type("ümläut\nrest").endInput().output()).isEqualTo("ümläut\nrest");
            assertThat(program.exitCode()).isZero();
        }
    }

    @Test
    void getsSignals() {
        try (var program = ForeignProgram.start("sh", "-c", "trap 'exit 3' TERM; echo ready; read line")) {
            program.readLine();
            assertThat(program.signal("TERM").endInput().exitCode()).isEqualTo(3);
        }
    }

    @Test
    void runsInADirectory() {
        try (var program = ForeignProgram.startIn(Path.of("/"), "pwd")) {
            assertThat(program.output()).isEqualTo("/\n");
        }
    }

    @Test
    void endsWhatTheProgramStarted() {
        var before = Baseline.take();
        try (var program = ForeignProgram.start("sh", "-c", "sleep 1000 & echo started; wait")) {
            assertThat(program.readLine()).isEqualTo("started");
        }
        before.assertBack();
    }
}
