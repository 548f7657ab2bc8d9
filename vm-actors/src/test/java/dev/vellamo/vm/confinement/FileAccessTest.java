package dev.vellamo.vm.confinement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileAccessTest {

    @ParameterizedTest(name = "version {0}")
    @CsvSource({"1, 13", "2, 14", "3, 15", "4, 15", "5, 16", "6, 16", "7, 16"})
    void handlesWhatEachVersionKnowsAndNoMore(int version, int bits) {
        assertThat(FileAccess.everything(false, version).files()).isEqualTo((1L << bits) - 1);
    }

    @Test
    void handlesPortsFromVersionFourUnlessNetworkIsGranted() {
        assertThat(FileAccess.everything(false, 3).network()).isZero();
        assertThat(FileAccess.everything(false, 4).network()).isEqualTo(3);
        assertThat(FileAccess.everything(true, 4).network()).isZero();
    }

    @Test
    void keepsSignalsInsideFromVersionSix() {
        assertThat(FileAccess.everything(true, 5).scope()).isZero();
        assertThat(FileAccess.everything(true, 6).scope()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"READ", "RUN", "WRITE"})
    void givesNoRightThatTheVersionDoesNotKnow(FileAccess access) {
        for (int version = 1; version <= 7; version++) {
            var handled = FileAccess.everything(false, version).files();
            assertThat(access.rights(true, version) & ~handled).isZero();
            assertThat(access.rights(false, version) & ~handled).isZero();
        }
    }

    @Test
    void givesAFileOnlyTheRightsOfFiles() {
        assertThat(FileAccess.READ.rights(false, 7)).isEqualTo(1 << 2);
        assertThat(FileAccess.RUN.rights(false, 7)).isEqualTo(1 << 2 | 1);
        assertThat(FileAccess.WRITE.rights(false, 7)).isEqualTo(1 << 1 | 1 << 2 | 1 << 14);
    }

    @Test
    void neverGivesTheRightToRunWhatMayBeWritten() {
        assertThat(FileAccess.WRITE.rights(true, 7) & 1).isZero();
        assertThat(FileAccess.READ.rights(true, 7) & 1).isZero();
    }

    @Test
    void needsAnAbsolutePath() {
        assertThatThrownBy(() -> new FileGrant(Path.of("etc"), FileAccess.READ))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("etc");
    }
}
