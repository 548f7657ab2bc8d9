package dev.vellamo.protocol.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("scenarios 1 to 3: what is wrong with a config")
class BadConfigTest {
    static List<BadConfig> configs() {
        return BadConfigs.all();
    }

    @ParameterizedTest
    @MethodSource("configs")
    void isSaidWithPointerAndValue(BadConfig bad) {
        var refusal = catchThrowableOfType(
                ConfigException.class, () -> ClusterConfigParser.parse(bad.json(), "cluster.json", Path.of("/base")));

        assertThat(refusal.code()).isEqualTo(ConfigException.Code.INVALID_CONFIG);
        assertThat(refusal.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.pointer()).isEqualTo(bad.pointer());
            assertThat(problem.message()).isEqualTo(bad.message());
            assertThat(problem.line()).isEqualTo(1);
            assertThat(problem.column()).isPositive();
        });
        assertThat(refusal.getMessage()).startsWith("cluster.json:1:").doesNotContain("\u001b", "\u0000");
    }
}
