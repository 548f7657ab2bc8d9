package dev.vellamo.placement;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LocalOnlyTest {

    @Test
    @LocalOnly("This is about the JVM of the test.")
    void runsOnlyWhereVatsAreLocal() {
        assertThat(Placement.current()).isEqualTo(Placement.LOCAL);
    }
}
