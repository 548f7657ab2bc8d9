package dev.vellamo.io.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountNamesTest {

    @TempDir
    private Path directory = Path.of("");

    @Test
    void anUnreadableFileHasNoNames() {
        assertThat(names().user(0)).isEmpty();
    }

    @Test
    void anUnknownIdHasNoName() throws IOException {
        Files.writeString(directory.resolve("passwd"), "root:x:0:0:root:/root:/bin/sh\n");

        assertThat(names().user(7)).isEmpty();
    }

    @Test
    void linesThatAreNoAccountsArePassedOver() throws IOException {
        Files.writeString(directory.resolve("passwd"), "+\n\nhalf:x\nana:x:7:7::/:/bin/sh\n");

        assertThat(names().user(7)).hasValue("ana");
    }

    @Test
    void groupsComeFromTheirOwnFile() throws IOException {
        Files.writeString(directory.resolve("group"), "staff:x:50:ana\n");

        assertThat(names().group(50)).hasValue("staff");
    }

    private AccountNames names() {
        return new AccountNames(directory.resolve("passwd"), directory.resolve("group"));
    }
}
