package dev.vellamo.store.sqlite;

import static dev.vellamo.store.sqlite.Batches.puts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.vellamo.kernel.store.StoreException;
import dev.vellamo.kernel.store.StoreException.Code;
import dev.vellamo.kernel.store.StoredRow.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The directory of a store: who may read and write it, and what else is there. */
class DirectoryIT {

    @TempDir
    private Path parent;

    private Home home;

    @BeforeEach
    void nameTheHome() {
        home = new Home(parent.resolve("home"));
    }

    @Nested
    class WithoutTheRightToWrite {

        @Test
        void aDirectoryIsRefused() throws Exception {
            Files.createDirectory(home.directory());
            try (var frozen = new Frozen(home.directory())) {
                assertThatExceptionOfType(StoreException.class)
                        .isThrownBy(home::open)
                        .satisfies(e -> assertThat(e.code()).isEqualTo(Code.READ_ONLY))
                        .withMessageMatching("cannot lock " + frozen.path()
                                + "/kernel\\.lock: (Operation not permitted|permission denied for .*)"
                                + " \\(give this user the right to write there, or choose another directory\\)");
            }
            assertThat(home.directory()).isEmptyDirectory();
        }

        @Test
        void aFileIsRefused() throws Exception {
            home.writeRows(1);
            try (var frozen = new Frozen(home.file())) {
                home.assertRefusedUntouched(Code.READ_ONLY, frozen.path().toString());
            }
        }

        @Test
        void aFileInPlaceOfTheDirectoryIsRefused() throws IOException {
            Files.writeString(home.directory(), "a file");

            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(home::open)
                    .satisfies(e -> assertThat(e.code()).isEqualTo(Code.FOREIGN))
                    .withMessageContaining(home.directory() + " is a file, not a directory");
        }
    }

    @Test
    void whatSqliteWouldCallSettingsIsAName() {
        home = new Home(parent.resolve("odd name?mode=memory&x=%41 #é"));
        home.writeRows(2);

        assertThat(home.file()).isRegularFile();
        try (var store = home.open()) {
            assertThat(store.load().of(Message.class)).hasSize(2);
        }
    }

    @Test
    void whoeverElseReadsTheFileIsNamedAsTheReason() throws Exception {
        home.writeRows(1);
        try (var other = Database.open(home.file())) {
            Database.run(other, "BEGIN IMMEDIATE");
            home.assertRefused(Code.IN_USE).withMessageContaining("locked");
        }

        home.writeRows(1);
    }

    @Test
    void onlyTheOwnerCanReadIt() throws IOException {
        try (var store = home.open()) {
            store.write(puts(1, Home.rows(1)));

            assertThat(Files.getPosixFilePermissions(home.directory()))
                    .hasSize(3)
                    .allMatch(each -> each.name().startsWith("OWNER"));
            for (var name : List.of("kernel.sqlite", "kernel.sqlite-wal", "kernel.lock")) {
                assertThat(Files.getPosixFilePermissions(home.directory().resolve(name)))
                        .as(name)
                        .hasSize(2)
                        .allMatch(each -> each.name().startsWith("OWNER"));
            }
        }
    }

    @Test
    void anUnfinishedFileIsMadeAnew() throws IOException {
        Files.createDirectory(home.directory());
        Files.writeString(home.directory().resolve("kernel.sqlite.new"), "half of a file");

        home.writeRows(1);

        try (var files = Files.list(home.directory())) {
            assertThat(files.map(each -> each.getFileName().toString()))
                    .containsExactlyInAnyOrder("kernel.sqlite", "kernel.lock");
        }
    }
}
