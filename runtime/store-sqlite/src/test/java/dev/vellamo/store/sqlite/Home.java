package dev.vellamo.store.sqlite;

import static dev.vellamo.store.sqlite.Batches.puts;
import static dev.vellamo.store.sqlite.Rows.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.vellamo.kernel.store.StoreException;
import dev.vellamo.kernel.store.StoreException.Code;
import dev.vellamo.kernel.store.StoredRow.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssertAlternative;

/** The directory of a store in a test, and what is expected of it. */
record Home(Path directory) {

    Path file() {
        return directory.resolve("kernel.sqlite");
    }

    SqliteStore open() {
        return SqliteStore.open(directory, SqliteSettings.DEFAULT);
    }

    void writeRows(int count) {
        try (var store = open()) {
            store.write(puts(1, rows(count)));
        }
    }

    static Message[] rows(int count) {
        return LongStream.range(0, count)
                .mapToObj(place -> message(place, "text of " + place))
                .toArray(Message[]::new);
    }

    /** Changes the file as no store would. */
    void sql(String... statements) throws SQLException {
        try (Connection connection = Database.open(file())) {
            for (var statement : statements) {
                Database.run(connection, statement);
            }
        }
    }

    ThrowableAssertAlternative<StoreException> assertRefused(Code code) {
        return assertThatExceptionOfType(StoreException.class)
                .isThrownBy(this::open)
                .satisfies(e -> assertThat(e.code()).isEqualTo(code))
                .withMessageContaining(file().toString());
    }

    /** It is refused with these texts, and not a byte of it is changed. */
    void assertRefusedUntouched(Code code, String... texts) throws IOException {
        var before = Files.readAllBytes(file());
        for (var text : texts) {
            assertRefused(code).withMessageContaining(text);
        }
        assertThat(Files.readAllBytes(file())).isEqualTo(before);
    }
}
