package dev.vellamo.protocol.config;

import static java.nio.file.attribute.PosixFilePermission.GROUP_READ;
import static java.nio.file.attribute.PosixFilePermission.OTHERS_EXECUTE;
import static java.nio.file.attribute.PosixFilePermission.OWNER_READ;
import static java.nio.file.attribute.PosixFilePermission.OWNER_WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValueFormsTest {

    @Nested
    class ASocketMode {
        @Test
        void isRefusedBeyondNineBits() {
            assertThatThrownBy(() -> new SocketMode(01000)).isInstanceOf(IllegalArgumentException.class);
        }

        @Test
        void namesThePermissions() {
            assertThat(new SocketMode(0641).permissions())
                    .containsExactlyInAnyOrder(OWNER_READ, OWNER_WRITE, GROUP_READ, OTHERS_EXECUTE);
        }

        @Test
        void isWrittenInOctal() {
            assertThat(new SocketMode(060)).hasToString("0060");
        }
    }

    @Nested
    class AMemorySize {
        @Test
        void isRefusedBelowZero() {
            assertThatThrownBy(() -> new MemorySize(-1)).hasMessage("a memory size of -1 bytes is negative");
        }

        @ParameterizedTest
        @CsvSource({"0, 0B", "1023, 1023B", "1024, 1KiB", "1536, 1536B", "1048576, 1MiB", "1099511627776, 1024GiB"})
        void isWrittenInTheLargestUnitThatFits(long bytes, String text) {
            assertThat(new MemorySize(bytes)).hasToString(text);
            assertThat(MemorySize.read(text)).isEqualTo(new MemorySize(bytes));
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0ms", "999, 999ms", "1000, 1s", "1001, 1001ms", "60000, 1m", "90000, 90s", "3600000, 1h"})
    void aDurationIsWrittenInTheLargestUnitThatFits(long millis, String text) {
        assertThat(Scalar.durationText(Duration.ofMillis(millis))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "clas, class",
        "calss, class",
        "CLASS, class",
        "jra, jar",
        "sourcecode, ''",
        "x, ''",
        "'', ''",
        "classs, class"
    })
    void theNearestNameIsOneThatIsNearlyTheSame(String written, String expected) {
        var nearest = Nearest.of(written, List.of("class", "jar", "source"));

        assertThat(nearest).isEqualTo(Optional.of(expected).filter(name -> !name.isEmpty()));
    }

    @ParameterizedTest
    @CsvSource({"kitten, sitting, 3", "ab, ba, 1", "'', abc, 3", "abc, abc, 0", "ABC, abc, 0"})
    void slipsAreCounted(String one, String other, int slips) {
        assertThat(Nearest.distance(one, other)).isEqualTo(slips);
    }

    @Test
    void aProblemIsOneHarmlessLineWhateverItQuotes() {
        var problem = new ConfigProblem("/a\nb", 1, 2, "found \u001b[31m \u202e \u2028 \uD83D\uDE00 \ud800");

        assertThat(problem.describe("x\r.json"))
                .isEqualTo("x\\u000d.json:1:2 /a\\u000ab: found \\u001b[31m \\u202e \\u2028 \uD83D\uDE00 \\ud800");
    }
}
