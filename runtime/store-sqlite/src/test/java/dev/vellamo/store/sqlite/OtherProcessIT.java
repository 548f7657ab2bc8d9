package dev.vellamo.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.vellamo.kernel.store.StoreException;
import dev.vellamo.kernel.store.StoreException.Code;
import dev.vellamo.kernel.store.StoredRow.Message;
import dev.vellamo.kernel.store.StoredRow.Meta;
import dev.vellamo.testkit.ForeignProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OtherProcessIT {

    @TempDir
    private Path home;

    private ForeignProgram startWriter() {
        return ForeignProgram.start(Writer.command(home).toArray(String[]::new));
    }

    @RepeatedTest(4)
    void wholeBatchesAreLeftWhenAWriterIsKilled(RepetitionInfo repetition) {
        var told = 0L;
        for (var start = 1; start <= 2; start++) {
            try (var writer = startWriter()) {
                assertThat(writer.readLine()).isEqualTo("open");
                for (var line = 0; line < 60 * repetition.getCurrentRepetition(); line++) {
                    told = Long.parseLong(writer.readLine().substring("wrote ".length()));
                }
                writer.kill();
            }
            assertThat(wholeBatches()).isGreaterThanOrEqualTo(told);
        }
    }

    /** How many there are; each is whole, and none before another is missing. */
    private long wholeBatches() {
        try (var store = SqliteStore.open(home, SqliteSettings.DEFAULT)) {
            var content = store.load();
            var position = content.of(Meta.class).get(0).value();
            assertThat(content.of(Message.class)).hasSize(Math.toIntExact(position * Writer.ROWS));
            assertThat(content.of(Message.class).stream()
                            .mapToLong(Message::place)
                            .max())
                    .hasValue(position * Writer.ROWS - 1);
            return position;
        }
    }

    @Test
    void aKilledWriterLeavesNoCopyOfSqliteBehind() throws IOException {
        var temporary = Files.createDirectory(home.resolve("tmp"));
        var command = new ArrayList<>(Writer.command(home));
        command.add(1, "-Djava.io.tmpdir=" + temporary);
        try (var writer = ForeignProgram.start(command.toArray(String[]::new))) {
            assertThat(writer.readLine()).isEqualTo("open");
            writer.kill();
        }

        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void isRefusedWhatAnotherUsesAndIsToldWhoThatIs() {
        try (var writer = startWriter()) {
            assertThat(writer.readLine()).isEqualTo("open");

            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> SqliteStore.open(home, SqliteSettings.DEFAULT))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(Code.IN_USE))
                    .withMessageContaining(home.toString())
                    .withMessageContaining("pid " + writer.pid());
            assertThat(writer.readLine()).startsWith("wrote");
        }
    }

    @Test
    void aFullFileFailsTheWriteAndLeavesWholeBatches() {
        var command = new ArrayList<>(List.of("bash", "-c", "ulimit -f 6000; exec \"$@\"", "bash"));
        command.addAll(Writer.command(home));
        String last;
        try (var writer = ForeignProgram.start(command.toArray(String[]::new))) {
            last = lastLine(writer);
        }

        assertThat(last).startsWith("FAILED cannot write to " + home).contains("limits of this process");
        assertThat(wholeBatches()).isPositive();
    }

    private static String lastLine(ForeignProgram writer) {
        var line = writer.readLine();
        while (line.equals("open") || line.startsWith("wrote")) {
            line = writer.readLine();
        }
        return line;
    }
}
