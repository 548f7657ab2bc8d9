package dev.vellamo.store.sqlite;

import static dev.vellamo.store.sqlite.Batches.puts;
import static dev.vellamo.store.sqlite.Rows.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.vellamo.kernel.store.StoreException;
import dev.vellamo.kernel.store.StoreException.Code;
import dev.vellamo.kernel.store.StoredRow.Message;
import dev.vellamo.testkit.Baseline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TroubledFileIT {

    @TempDir
    private Path parent;

    private Path home;
    private Path file;

    @BeforeEach
    void nameTheFile() {
        home = parent.resolve("home");
        file = home.resolve("kernel.sqlite");
    }

    private SqliteStore open() {
        return SqliteStore.open(home, SqliteSettings.DEFAULT);
    }

    private void writeRows(int count) {
        try (var store = open()) {
            store.write(puts(1, rows(count)));
        }
    }

    private static Message[] rows(int count) {
        return LongStream.range(0, count)
                .mapToObj(place -> message(place, "text of " + place))
                .toArray(Message[]::new);
    }

    private ThrowableAssertAlternative<StoreException> assertRefused(Code code) {
        return assertThatExceptionOfType(StoreException.class)
                .isThrownBy(this::open)
                .satisfies(e -> assertThat(e.code()).isEqualTo(code))
                .withMessageContaining(file.toString());
    }

    private void assertRefusedUntouched(Code code, String... texts) throws IOException {
        var before = Files.readAllBytes(file);
        for (var text : texts) {
            assertRefused(code).withMessageContaining(text);
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    private void sql(String... statements) throws SQLException {
        try (Connection connection = Database.open(file)) {
            for (var statement : statements) {
                Database.run(connection, statement);
            }
        }
    }

    @Nested
    class AFileOfSomethingElse {

        @BeforeEach
        void makeTheDirectory() throws IOException {
            Files.createDirectory(home);
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "a letter", "SQLite format 2 is not ours, and this text is longer than a header"})
        void isForeign(String text) throws IOException {
            Files.writeString(file, text.repeat(10));

            assertRefusedUntouched(Code.FOREIGN, "not a SQLite file", "choose another directory");
        }

        @Test
        void isForeignAlsoIfItIsOfSqlite() throws Exception {
            sql("CREATE TABLE vat (id TEXT)");

            assertRefusedUntouched(Code.FOREIGN, "another program");
        }
    }

    @Nested
    class ADamagedFile {

        @BeforeEach
        void fillIt() {
            writeRows(3_000);
        }

        @ParameterizedTest
        @ValueSource(ints = {50, 100, 5_000, 40_960, 65_537})
        void isRefusedWhenItIsTooShort(int bytes) throws IOException {
            Files.write(file, Arrays.copyOf(Files.readAllBytes(file), bytes));

            assertRefusedUntouched(Code.CORRUPT, "backup");
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 8, 20, 30})
        void isRefusedWhenAPageIsGarbage(int page) throws IOException {
            var bytes = Files.readAllBytes(file);
            Arrays.fill(bytes, page * 4096, (page + 1) * 4096, (byte) 0x5a);
            Files.write(file, bytes);

            assertRefusedUntouched(Code.CORRUPT, "backup");
        }

        @Test
        void isRefusedWhenATableIsMissing() throws Exception {
            sql("DROP TABLE promise");

            assertRefusedUntouched(Code.CORRUPT, "promise");
        }

        @Test
        void failsToLoadWhatNoStoreWrote() throws Exception {
            sql("INSERT INTO vat_value VALUES ('v1', 'a', '1', '[]', '[\"o*1\"]')");

            try (var store = open()) {
                assertThatExceptionOfType(StoreException.class)
                        .isThrownBy(store::load)
                        .satisfies(e -> assertThat(e.code()).isEqualTo(Code.CORRUPT))
                        .withMessageContaining("vat_value")
                        .withMessageContaining("o*1")
                        .withMessageContaining(file.toString());
            }
        }
    }

    @Test
    void aNewerVersionIsLeftAlone() throws Exception {
        writeRows(1);
        sql("PRAGMA user_version = 99");

        assertRefusedUntouched(Code.NEWER_VERSION, "version 99");
    }

    @Test
    void whatSqliteWouldCallSettingsIsAName() {
        home = parent.resolve("odd name?mode=memory&x=%41 #é");
        file = home.resolve("kernel.sqlite");
        writeRows(2);

        assertThat(file).isRegularFile();
        try (var store = open()) {
            assertThat(store.load().of(Message.class)).hasSize(2);
        }
    }

    @Test
    void whoeverElseReadsTheFileIsNamedAsTheReason() throws Exception {
        writeRows(1);
        try (var other = Database.open(file)) {
            Database.run(other, "BEGIN IMMEDIATE");
            assertRefused(Code.IN_USE).withMessageContaining("locked");
        }

        writeRows(1);
    }

    @Nested
    class WithoutRoom {

        @Test
        void failsAndKeepsWhatWasWritten() {
            try (var store = SqliteStore.open(home, SqliteSettings.DEFAULT.withMaxFileBytes(200_000))) {
                store.write(puts(1, rows(100)));

                assertThatExceptionOfType(StoreException.class)
                        .isThrownBy(() -> store.write(puts(2, rows(20_000))))
                        .satisfies(e -> assertThat(e.code()).isEqualTo(Code.FULL))
                        .withMessageContaining(file.toString())
                        .withMessageContaining("make room");
                assertThatExceptionOfType(StoreException.class)
                        .isThrownBy(() -> store.write(puts(3)))
                        .withMessageContaining("failed before");
            }

            try (var store = open()) {
                assertThat(store.load().of(Message.class)).hasSize(100);
            }
        }
    }

    @Nested
    class WithoutTheRightToWrite {

        @Test
        void aDirectoryIsRefused() throws Exception {
            Files.createDirectory(home);
            try (var frozen = new Frozen(home)) {
                assertThatExceptionOfType(StoreException.class)
                        .isThrownBy(TroubledFileIT.this::open)
                        .satisfies(e -> assertThat(e.code()).isEqualTo(Code.READ_ONLY))
                        .withMessageContaining(frozen.path().toString())
                        .withMessageContaining("the right to write");
            }
            assertThat(home).isEmptyDirectory();
        }

        @Test
        void aFileIsRefused() throws Exception {
            writeRows(1);
            try (var frozen = new Frozen(file)) {
                assertRefusedUntouched(Code.READ_ONLY, frozen.path().toString());
            }
        }

        @Test
        void aFileInPlaceOfTheDirectoryIsRefused() throws IOException {
            Files.writeString(home, "a file");

            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(TroubledFileIT.this::open)
                    .satisfies(e -> assertThat(e.code()).isEqualTo(Code.FAILED))
                    .withMessageContaining(home.toString());
        }
    }

    @Test
    void nothingIsHeldOnceItIsRefusedOrClosed() throws IOException {
        writeRows(1);
        var sound = Files.readAllBytes(file);
        var before = Baseline.take(parent);

        Files.writeString(file, "not a store");
        assertRefused(Code.FOREIGN);
        Files.write(file, Arrays.copyOf(sound, 5_000));
        assertRefused(Code.CORRUPT);
        Files.write(file, sound);
        writeRows(1);

        before.assertBack();
    }

    @Test
    void onlyTheOwnerCanReadIt() throws IOException {
        try (var store = open()) {
            store.write(puts(1, rows(1)));

            assertThat(Files.getPosixFilePermissions(home))
                    .hasSize(3)
                    .allMatch(each -> each.name().startsWith("OWNER"));
            for (var name : List.of("kernel.sqlite", "kernel.sqlite-wal", "kernel.lock")) {
                assertThat(Files.getPosixFilePermissions(home.resolve(name)))
                        .as(name)
                        .hasSize(2)
                        .allMatch(each -> each.name().startsWith("OWNER"));
            }
        }
    }

    @Test
    void anUnfinishedFileIsMadeAnew() throws IOException {
        Files.createDirectory(home);
        Files.writeString(home.resolve("kernel.sqlite.new"), "half of a file");

        writeRows(1);

        try (var files = Files.list(home)) {
            assertThat(files.map(each -> each.getFileName().toString()))
                    .containsExactlyInAnyOrder("kernel.sqlite", "kernel.lock");
        }
    }
}
