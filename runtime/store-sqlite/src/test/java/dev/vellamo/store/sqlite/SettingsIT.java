package dev.vellamo.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.vellamo.store.sqlite.SqliteSettings.Synchronous;
import java.nio.file.Path;
import java.sql.Connection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsIT {

    @TempDir
    private Path home;

    private Connection open(SqliteSettings settings) throws Exception {
        var file = new StoreFile(home, Schema.NEWEST);
        file.createIfMissing();
        return file.open(settings);
    }

    private static String pragma(Connection connection, String name) throws Exception {
        return Database.run(connection, "PRAGMA " + name).get(0);
    }

    @Test
    void refusesALimitThatIsNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SqliteSettings.DEFAULT.withMaxFileBytes(0))
                .withMessageContaining("maxFileBytes is 0");
    }

    @Test
    void waitsForTheDiskUnlessToldOtherwise() throws Exception {
        try (var connection = open(SqliteSettings.DEFAULT)) {
            assertThat(pragma(connection, "synchronous")).isEqualTo("2");
        }
        try (var connection = open(SqliteSettings.DEFAULT.withSynchronous(Synchronous.NORMAL))) {
            assertThat(pragma(connection, "synchronous")).isEqualTo("1");
        }
    }

    @Test
    void writesAheadIntoALogThatIsCutOff() throws Exception {
        try (var connection = open(SqliteSettings.DEFAULT)) {
            assertThat(pragma(connection, "journal_mode")).isEqualTo("wal");
            assertThat(pragma(connection, "auto_vacuum")).isEqualTo("2");
            assertThat(pragma(connection, "locking_mode")).isEqualTo("exclusive");
            assertThat(pragma(connection, "application_id")).isEqualTo(String.valueOf(Schema.APPLICATION_ID));
            assertThat(pragma(connection, "user_version")).isEqualTo("1");
        }
    }
}
