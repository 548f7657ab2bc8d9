package dev.vellamo.store.sqlite;

import static dev.vellamo.store.sqlite.Batches.puts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.vellamo.kernel.store.StoreException;
import dev.vellamo.kernel.store.StoreException.Code;
import dev.vellamo.kernel.store.StoredRow.Message;
import dev.vellamo.testkit.Baseline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TroubledFileIT {

    @TempDir
    private Path parent;

    private Home home;

    @BeforeEach
    void nameTheHome() {
        home = new Home(parent.resolve("home"));
    }

    @Nested
    class AFileOfSomethingElse {

        @BeforeEach
        void makeTheDirectory() throws IOException {
            Files.createDirectory(home.directory());
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "a letter", "SQLite format 2 is not ours, and this text is longer than a header"})
        void isForeign(String text) throws IOException {
            Files.writeString(home.file(), text.repeat(10));

            home.assertRefusedUntouched(
                    Code.FOREIGN, home.file() + ": it is not a SQLite file (choose another directory)");
        }

        @Test
        void isForeignAlsoIfItIsOfSqlite() throws Exception {
            home.sql("CREATE TABLE vat (id TEXT)");

            home.assertRefusedUntouched(Code.FOREIGN, "another program");
        }
    }

    @Nested
    class ADamagedFile {

        @BeforeEach
        void fillIt() {
            home.writeRows(3_000);
        }

        @ParameterizedTest
        @ValueSource(ints = {50, 100, 5_000, 40_960, 65_537})
        void isRefusedWhenItIsTooShort(int bytes) throws IOException {
            Files.write(home.file(), Arrays.copyOf(Files.readAllBytes(home.file()), bytes));

            home.assertRefusedUntouched(Code.CORRUPT, "backup");
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 8, 20, 30})
        void isRefusedWhenAPageIsGarbage(int page) throws IOException {
            var bytes = Files.readAllBytes(home.file());
            Arrays.fill(bytes, page * 4096, (page + 1) * 4096, (byte) 0x5a);
            Files.write(home.file(), bytes);

            home.assertRefusedUntouched(Code.CORRUPT, "backup");
        }

        @Test
        void isSaidOnceAndInWords() throws IOException {
            var bytes = Files.readAllBytes(home.file());
            Arrays.fill(bytes, 100, 4096, (byte) 0x5a);
            Files.write(home.file(), bytes);

            home.assertRefused(Code.CORRUPT)
                    .satisfies(e -> assertThat(e.getMessage())
                            .containsOnlyOnce("malformed")
                            .doesNotContain("Exception"));
        }

        @Test
        void isRefusedWhenATableIsMissing() throws Exception {
            home.sql("DROP TABLE promise");

            home.assertRefusedUntouched(Code.CORRUPT, "promise");
        }

        @Test
        void failsToLoadWhatNoStoreWrote() throws Exception {
            home.sql("INSERT INTO vat_value VALUES ('v1', 'a', '1', '[]', '[\"o*1\"]')");

            try (var store = home.open()) {
                assertThatExceptionOfType(StoreException.class)
                        .isThrownBy(store::load)
                        .satisfies(e -> assertThat(e.code()).isEqualTo(Code.CORRUPT))
                        .withMessageContaining("vat_value")
                        .withMessageContaining("o*1")
                        .withMessageContaining(home.file().toString());
            }
        }
    }

    @Test
    void aNewerVersionIsLeftAlone() throws Exception {
        home.writeRows(1);
        home.sql("PRAGMA user_version = 99");

        home.assertRefusedUntouched(Code.NEWER_VERSION, "version 99");
    }

    @Nested
    class WithoutRoom {

        @Test
        void failsAndKeepsWhatWasWritten() {
            try (var store = SqliteStore.open(home.directory(), SqliteSettings.DEFAULT.withMaxFileBytes(200_000))) {
                store.write(puts(1, Home.rows(100)));

                assertThatExceptionOfType(StoreException.class)
                        .isThrownBy(() -> store.write(puts(2, Home.rows(20_000))))
                        .satisfies(e -> assertThat(e.code()).isEqualTo(Code.FULL))
                        .withMessage("cannot write to " + home.file() + ": database or disk is full, SQLITE_FULL"
                                + " (make room, or raise the limit, and start again)")
                        .satisfies(e -> assertThat(e.getSuppressed()).isEmpty());
                assertThatExceptionOfType(StoreException.class)
                        .isThrownBy(() -> store.write(puts(3)))
                        .withMessageContaining("failed before");
            }

            try (var store = home.open()) {
                assertThat(store.load().of(Message.class)).hasSize(100);
            }
        }
    }

    @Test
    void nothingIsHeldOnceItIsRefusedOrClosed() throws IOException {
        home.writeRows(1);
        var sound = Files.readAllBytes(home.file());
        var before = Baseline.take(parent);

        Files.writeString(home.file(), "not a store");
        home.assertRefused(Code.FOREIGN);
        Files.write(home.file(), Arrays.copyOf(sound, 5_000));
        home.assertRefused(Code.CORRUPT);
        Files.write(home.file(), sound);
        home.writeRows(1);

        before.assertBack();
    }
}
