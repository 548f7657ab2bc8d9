package dev.vellamo.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.vellamo.kernel.store.StoreException;
import dev.vellamo.kernel.store.StoredRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that version 1 wrote is there as a resource; what it holds is what {@link OldFile} puts into one. */
class SchemaIT {

    @TempDir
    private Path home;

    @BeforeEach
    void putTheOldFile() throws IOException {
        try (var packed = Objects.requireNonNull(getClass().getResourceAsStream("kernel-1.sqlite.gz"));
                var file = new GZIPInputStream(packed)) {
            Files.copy(file, home.resolve("kernel.sqlite"));
        }
    }

    private static Schema following(String... scripts) {
        return new Schema(Stream.concat(Schema.NEWEST.scripts().stream(), Stream.of(scripts))
                .toList());
    }

    private int version() throws Exception {
        try (var connection = Database.openReadOnly(home.resolve("kernel.sqlite"))) {
            return Integer.parseInt(
                    Database.run(connection, "PRAGMA user_version").get(0));
        }
    }

    @Test
    void readsAFileOfVersionOne() {
        var expected = new HashMap<StoredRow.Key, StoredRow>();
        OldFile.batch().puts().forEach(row -> expected.put(row.key(), row.asJson()));

        try (var store = SqliteStore.open(home, SqliteSettings.DEFAULT)) {
            assertThat(Batches.content(store)).containsAllEntriesOf(expected);
        }
    }

    @Test
    void bringsAnOldFileToTheNewestVersionAndKeepsItsRows() throws Exception {
        var next = following(
                "ALTER TABLE vat ADD COLUMN mood TEXT NOT NULL DEFAULT 'calm'; CREATE TABLE extra (id INTEGER) STRICT;",
                "UPDATE vat SET mood = 'merry';");

        try (var store = SqliteStore.open(home, SqliteSettings.DEFAULT, next)) {
            assertThat(store.load().rows())
                    .hasSizeGreaterThan(OldFile.batch().puts().size());
        }

        assertThat(version()).isEqualTo(Schema.NEWEST.version() + 2);
        try (var connection = Database.openReadOnly(home.resolve("kernel.sqlite"))) {
            assertThat(Database.run(connection, "SELECT DISTINCT mood FROM vat"))
                    .containsExactly("merry");
        }
    }

    @Test
    void leavesTheOldVersionWhenAScriptFails() throws Exception {
        var broken = following("CREATE TABLE extra (id INTEGER) STRICT;", "INSERT INTO missing VALUES (1);");

        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> SqliteStore.open(home, SqliteSettings.DEFAULT, broken))
                .withMessageContaining("missing");

        assertThat(version()).isEqualTo(1);
        try (var store = SqliteStore.open(home, SqliteSettings.DEFAULT)) {
            assertThat(store.load().rows())
                    .hasSizeGreaterThan(OldFile.batch().puts().size());
        }
    }
}
